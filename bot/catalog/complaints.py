"""pydantic's errors in the words of a person who writes a system file.

`load` calls `validated` with the tree of a file: it gets the model of what is well-formed and a problem
for everything that is not, so that one slip does not hide the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from bot.catalog.forms import keys_of
from bot.catalog.located import Located, Node, Path, Wrong, nearest, path_name, shown
from bot.catalog.schema import SystemFile, model_around
from bot.catalog.words import said

MAY_BE_EMPTY = ("services", "severities", "kinds", "roles")
_ROUNDS = 10
_MAPPING = "a mapping, each key on its own line"
_FORMS = {
    "model_type": _MAPPING, "dict_type": _MAPPING, "tuple_type": "a list, such as [one, two]",
    "string_type": "a text",
}  # fmt: skip
_LISTS = (("escalation",), ("links",), ("operations", "identities"), ("operations", "approvals"))
_EXAMPLES = {
    "system": "system: my-system", "name": "name: My system", "severities": "severities: {P1: it is down}",
    "after": "after: 15 minutes", "call": 'call: "@oncall"', "title": "title: Status page",
    "url": 'url: "https://status.example.com"', "person": 'person: "@handle"', "user": 'user: "{email}"',
    "approvers": "approvers: 1",
}  # fmt: skip


def validated(
    tree: Node, file: str, stand_ins: Mapping[str, str]
) -> tuple[SystemFile | None, Node, list[Located]]:
    """The model of the well-formed part of `tree`, that part, and what is wrong with the rest.

    `stand_ins` take the place of missing top-level keys, so that the rest is still checked. The model is
    None when too much is wrong to say anything about its meaning.
    """
    empty = list(_empty(tree, ()))
    problems = [wrong.at(file, tree) for wrong in empty]
    tree = tree.without(_spoilt(wrong.path) for wrong in empty)
    lacking = {wrong.path for wrong in empty if len(wrong.path) == 1}
    for _ in range(_ROUNDS):
        try:
            return SystemFile.model_validate(tree.plain()), tree, problems
        except ValidationError as error:
            wrongs = [_wrong(dict(one)) for one in error.errors()]
        problems += [wrong.at(file, tree) for wrong in wrongs if wrong.path not in lacking]
        lacking |= {wrong.path for wrong in wrongs if len(wrong.path) == 1}
        tree = tree.without(_spoilt(tree.standing(wrong.path)) for wrong in wrongs)
        tree = tree.having({key: text for key, text in stand_ins.items() if (key,) in lacking})
    return None, tree, problems


def _spoilt(path: Path) -> Path:
    """What to leave out when `path` is wrong: the whole entry of a list where it cannot do without."""
    needed = [i for i, step in enumerate(path) if i > 1 and step in _EXAMPLES]
    in_list = path[:1] in _LISTS or path[:2] in _LISTS
    return path[: needed[0]] if needed and in_list else path


def _empty(node: Node, path: Path) -> Iterator[Wrong]:
    """A complaint for every key without a value, where one must be."""
    if node.value is None and not (len(path) == 2 and path[0] in MAY_BE_EMPTY):
        yield Wrong(
            path,
            f"{path_name(path)} is empty",
            "write a value (in quotes if it begins with #) or leave it out",
        )
    for step, child in node.children():
        yield from _empty(child, (*path, step))


def _wrong(error: Mapping[str, Any]) -> Wrong:
    path: Path = tuple(step for step in error["loc"] if step != "[key]")
    return Wrong(path, *_words(error, path))


def _words(error: Mapping[str, Any], path: Path) -> tuple[str, str]:
    name, context = path_name(path), error.get("ctx", {})
    match error["type"]:
        case "wrong":
            return f"{name}: {context['what']}", context["instead"]
        case "extra_forbidden":
            return _unknown(path)
        case "missing":
            example = _EXAMPLES.get(str(path[-1]), f"{path[-1]}: ...")
            return f"{path_name(path[:-1])} has no `{path[-1]}`", f"write `{example}`"
        case "string_too_long":
            return f"{name} is longer than {context['max_length']} letters", "write it shorter"
        case "string_too_short" | "too_short":
            return f"{name} is empty", "write a value or leave it out"
        case form if form in _FORMS:
            return f"{name} is {said(error['input'])}", f"write {_FORMS[form]}"
    return f"{name}: {error['msg']}", "docs/catalog.md shows how it is written"


def _unknown(path: Path) -> tuple[str, str]:
    key = str(path[-1])
    known = keys_of(model_around(path))
    near = nearest(key.replace("_", " "), known)
    where = f" in {path_name(path[:-1])}" if len(path) > 1 else ""
    return f"unknown key {shown(key)}{where}", f"write {shown(near)}" if near else "known are " + ", ".join(
        known
    )
