"""Reads the catalogue from disk: `load` for the composition root at start, `check` for `tocsin check`.

Nothing but this file knows YAML. Values keep their lines, and no file, however broken or hostile, raises
anything but `CatalogError`: depth, size and repetition by aliases are bounded before anything is built.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.catalog.build import system
from bot.catalog.complaints import validated
from bot.catalog.located import CatalogError, Located, Node, shown
from bot.catalog.neighbours import across
from bot.catalog.rules import broken_rules
from bot.catalog.schema import SystemFile
from bot.catalog.syntax import bad_bytes, bad_sign, spelt_out
from bot.domain.policy import Catalog

FILE = "system.yaml"
MOST_BYTES, MOST_NODES, DEEPEST = 512 * 1024, 20_000, 30

# The same grammar in C, where PyYAML was built with it: ten times faster, and start-up waits for it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What the parser notices only further down: the line that matters is where it began.
_BEGUN = ("a simple key", "a quoted scalar", "a flow sequence", "a flow mapping")
_OUR_TAGS = "tag:yaml.org,2002:"


def load(folder: Path) -> Catalog:
    """Every system below `folder`, in the order of their ids. Raises CatalogError with all problems."""
    files, problems = _read(folder)
    if problems:
        raise CatalogError(problems)
    return Catalog(tuple(sorted((system(file.model) for file in files), key=lambda made: made.id)))


def check(folder: Path) -> list[Located]:
    """Everything that is wrong with the catalogue at `folder`, by file and line; nothing when it loads."""
    return _read(folder)[1]


@dataclass(frozen=True)
class _File:
    """A system file whose form is sound, though its meaning may not be."""

    path: Path
    tree: Node
    model: SystemFile


def _read(folder: Path) -> tuple[list[_File], list[Located]]:
    files: list[_File] = []
    problems: list[Located] = []
    try:
        paths = _paths(folder)
    except OSError as error:
        return [], [
            Located(str(folder), 1, f"cannot be read: {error.strerror}", "name the catalogue's folder")
        ]
    if not paths:
        problems.append(Located(str(folder), 1, "no system is here", f"write {folder / 'my-system' / FILE}"))
    for path in paths:
        file, found = _file(path)
        problems += found
        files += [file] if file else []
    for i, wrong in across([file.model for file in files]):
        problems.append(wrong.at(str(files[i].path), files[i].tree))
    return files, sorted(set(problems))


def _paths(folder: Path) -> list[Path]:
    """The system files of the catalogue; of one system's folder, its own."""
    if (folder / FILE).is_file():
        return [folder / FILE]
    return sorted(one / FILE for one in folder.iterdir() if one.is_dir() and one.name[0] not in "._")


def _file(path: Path) -> tuple[_File | None, list[Located]]:
    name = str(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None, [Located(str(path.parent), 1, f"has no {FILE}", "write one or remove the folder")]
    except OSError as error:
        return None, [Located(name, 1, f"cannot be read: {error.strerror}", "make it a readable file")]
    try:
        walk = _Walk(name)
        written = walk.tree(data)
    except _Broken as broken:
        return None, [Located(name, *broken.args)]
    home = path.absolute().parent.name
    model, tree, problems = validated(written, name, {"system": home, "name": home})
    problems += walk.problems
    if model is None:
        return None, problems
    problems += [wrong.at(name, tree) for wrong in broken_rules(model, written, home)]
    return _File(path, tree, model), problems


class _Broken(Exception):
    """The file cannot be read any further: line, what, instead."""


@dataclass
class _Walk:
    """From the bytes of one file to its `Node`s; `problems` are those that do not stop the walk."""

    file: str
    problems: list[Located] = field(default_factory=list)
    seen: int = 0

    def tree(self, data: bytes) -> Node:
        if len(data) > MOST_BYTES:
            raise _Broken(
                1, f"the file is larger than {MOST_BYTES // 1024} KB", "write only what a system needs"
            )
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise _Broken(*bad_bytes(data, error.start)) from None
        if (bad := bad_sign(text)) is not None:
            raise _Broken(*bad)
        root = _composed(text)
        if root is None:
            raise _Broken(
                1, "the file is empty", "begin with `system: my-system`; docs/catalog.md has ten lines"
            )
        if not isinstance(root, yaml.MappingNode):
            raise _Broken(
                root.start_mark.line + 1, "the file is no mapping", "begin with `system: my-system`"
            )
        return self.node(root, 1, 0)

    def node(self, node: yaml.Node, line: int, depth: int) -> Node:
        self.seen += 1
        if depth > DEEPEST:
            raise _Broken(line, f"nested more than {DEEPEST} deep", "write it flatter")
        if self.seen > MOST_NODES:
            raise _Broken(
                line, f"more than {MOST_NODES} values, counting aliases", "write the values out once"
            )
        if not str(node.tag).startswith(_OUR_TAGS):
            self.say(line, f"unknown tag {shown(node.tag)}", "leave it out, or put the text in quotes")
        if isinstance(node, yaml.MappingNode):
            return Node(line, self.entries(node, depth))
        if isinstance(node, yaml.SequenceNode):
            return Node(line, [self.node(item, item.start_mark.line + 1, depth + 1) for item in node.value])
        empty = node.tag == _OUR_TAGS + "null"
        return Node(line, None if empty else str(node.value))

    def entries(self, node: yaml.MappingNode, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self.say(
                    line, "a key is a list or a mapping", "write a text before the colon, in quotes if needed"
                )
            elif key.value in found:
                first = found[key.value].line
                self.say(line, f"{shown(key.value)} is already on line {first}", "keep one of the two")
            else:
                found[key.value] = self.node(value, line, depth + 1)
        return found

    def say(self, line: int, what: str, instead: str) -> None:
        self.problems.append(Located(self.file, line, what, instead))


def _composed(text: str) -> yaml.Node | None:
    """The document of `text`; its depth is looked at first, for composing calls itself level by level."""
    try:
        depth = 0
        for event in yaml.parse(text, Loader=_LOADER):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise _Broken(
                    _line(event.start_mark) + 1, f"nested more than {DEEPEST} deep", "write it flatter"
                )
        return yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        begun = (error.context or "").endswith(_BEGUN)
        marks = (error.problem_mark, error.context_mark)
        line = _line(*(reversed(marks) if begun else marks))
        raise _Broken(*spelt_out(text, line, error.problem or "")) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise _Broken(*spelt_out(text, 0, str(error))) from None


def _line(*marks: Any) -> int:
    """The line, from 0, of the first mark that there is: the parser leaves some out."""
    return next((int(mark.line) for mark in marks if mark is not None), 0)
