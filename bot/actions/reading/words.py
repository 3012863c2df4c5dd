"""Short ways to declare a read and to take its arguments. Called by every file of this package."""

from __future__ import annotations

from bot.actions.kit import Scene
from bot.domain.action import Param, Risk, Spec, Type, Value
from bot.errors import Refused

GROUP = "look"


def read_spec(
    name: str,
    words: tuple[str, ...],
    says: str,
    *params: Param,
    examples: tuple[str, ...] = (),
    follows: str = "",
    more: str = "",
) -> Spec:
    return Spec(name, words, GROUP, says, Risk.READ, params, examples, more, follows)


def flag(
    name: str,
    type: Type,
    label: str,
    *flags: str,
    help: str = "",
    choices: tuple[str, ...] = (),
    least: int | None = None,
    most: int | None = None,
) -> Param:
    """An argument with a value behind its flag."""
    return Param(name, type, label, flags, choices=choices, least=least, most=most, help=help)


def switch(name: str, *flags: str, help: str = "") -> Param:
    return Param(name, Type.SWITCH, name.replace("_", " "), flags, help=help)


def text(scene: Scene, name: str) -> str:
    """A text argument, empty when it was not given."""
    return str(scene.call.args.get(name) or "")


def words_of(scene: Scene, name: str) -> list[str]:
    """The words of a RESOURCES argument, however many there are."""
    given: Value = scene.call.args.get(name) or []
    return given.split() if isinstance(given, str) else [str(word) for word in given]


def one_namespace(scene: Scene, what: str) -> None:
    """Refused when all namespaces were asked for, where only one makes sense."""
    if scene.call.all_namespaces:
        raise Refused(f"{what} is in one namespace: write `-n` and its name instead of `-A`.")


def namespace_of(scene: Scene) -> str:
    return "" if scene.call.all_namespaces else scene.call.namespace
