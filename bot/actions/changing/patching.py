"""Patch: any field of any object in a namespace, so a danger by declaration.

What a strategic or a merge patch means is the API server's knowledge, so it is asked by a dry run, and its
answer becomes the target of our own frozen request: siblings that a merge patch would wipe are seen in the
diff, and so are leaves that the server drops without a word.
"""

from __future__ import annotations

from typing import Any

from bot.actions.changing.cautions import kept_elsewhere, unsettled
from bot.actions.changing.diffing import minimal, plain
from bot.actions.changing.frozen import Frozen, drafted, freeze, rehearse
from bot.actions.changing.leaves import spoken, unheard
from bot.actions.changing.neighbours import autoscalers
from bot.actions.changing.pointer import applied, under
from bot.actions.changing.rolling import rolling_cautions
from bot.actions.changing.rollouts import follow
from bot.actions.changing.subjects import Subject, read, subject
from bot.actions.kit import Action, Draft, Scene
from bot.domain.action import Param, Request, Risk, Spec, Type
from bot.errors import Refused

TYPES = {
    "strategic": "application/strategic-merge-patch+json",
    "merge": "application/merge-patch+json",
}
TRIES = 4
LISTED = 4

FORBIDDEN = ("/metadata/name", "/metadata/namespace", "/metadata/uid", "/apiVersion", "/kind")
"""What makes an object this one: no patch may touch it."""

PATCH = Spec(
    name="patch",
    words=("patch",),
    group="change",
    help="Change any field of an object.",
    risk=Risk.DANGER,
    params=(
        Param("object", Type.RESOURCES, "KIND/NAME", required=True),
        Param("patch", Type.JSON, "JSON", ("-p", "--patch"), required=True),
        Param(
            "type",
            Type.CHOICE,
            "type",
            ("--type",),
            choices=("strategic", "merge", "json"),
            default="strategic",
        ),
    ),
    examples=(
        """patch hpa/web -p '{"spec":{"minReplicas":5}}'""",
        """patch configmap/web --type json -p '[{"op":"remove","path":"/data/debug"}]'""",
    ),
    more="Custom kinds take `--type merge` or `--type json` only.",
)


async def plan_patch(scene: Scene) -> Draft:
    found = await subject(scene, scene.call.args.get("object"))
    given, kind = scene.call.args.get("patch"), scene.call.args.get("type") or "strategic"
    found, target, dropped = await _aimed(scene, found, given, kind)
    moved = [op["path"] for op in minimal(plain(found.live), plain(target))]
    touched = next((one for one in FORBIDDEN for path in moved if under(path, one) or under(one, path)), None)
    if touched:
        raise Refused(f"A patch cannot change {spoken(found.live, touched)}: that would be another object.")
    frozen = await freeze(scene, found, target, dropped=dropped)
    return await drafted(scene, frozen, _title(frozen), Risk.DANGER, await _cautions(scene, frozen))


async def _aimed(scene: Scene, found: Subject, given: Any, kind: str) -> tuple[Subject, Any, list[str]]:
    """The object as the patch would make it, the object that was made from, and what got lost."""
    if kind == "json":
        if not isinstance(given, list) or not all(isinstance(op, dict) for op in given):
            raise Refused(
                'A patch of type json is a list: [{"op":"replace","path":"/spec/replicas","value":3}].'
            )
        return found, applied(found.live, given), []
    if kind not in TYPES or not isinstance(given, dict):
        raise Refused('A patch is an object such as {"spec":{"replicas":3}}; a list needs `--type json`.')
    request = Request("PATCH", found.path, given, TYPES[kind])
    for _ in range(TRIES):
        target = await rehearse(scene, request, found)
        if _version(target) == _version(found.live):
            return found, target, unheard(_kept(found, given), target)
        found = await read(scene, found.resource, found.target.name)
    raise Refused(f"{found.title} changes faster than it can be looked at. Ask again in a moment.")


def _kept(found: Subject, given: dict[str, Any]) -> dict[str, Any]:
    """What can be looked for in an answer: a Secret's `stringData` turns up in `data`, encoded."""
    write_only = ("stringData",) if found.kind == "Secret" else ()
    return {key: value for key, value in given.items() if key not in write_only}


def _version(thing: Any) -> Any:
    """A dry run answers with the version of the object that it started from."""
    return thing["metadata"].get("resourceVersion")


async def _cautions(scene: Scene, frozen: Frozen) -> list[str]:
    if frozen.template:
        return await rolling_cautions(scene, frozen)
    about = [*unsettled(frozen.subject), *kept_elsewhere(frozen.subject.live)]
    if frozen.replicas:
        return [*(await autoscalers(scene, frozen.subject, frozen.answer["spec"].get("replicas"))), *about]
    return about


def _title(frozen: Frozen) -> str:
    """Which fields change, never to what: a value may be secret."""
    paths = dict.fromkeys(spoken(frozen.before, op["path"]) for op in frozen.ops)
    more = f" and {len(paths) - LISTED} more" if len(paths) > LISTED else ""
    return f"Patch {frozen.subject.title} ({', '.join(list(paths)[:LISTED])}{more})"


PATCHING = (Action(PATCH, plan=plan_patch, watch=follow),)
