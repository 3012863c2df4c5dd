"""The words of a template, read one after the other: names, brackets, quotes, filters. Used by `parse`."""

from __future__ import annotations

import re

from bot.actions.reading.jsonpath.nodes import (
    Both,
    Condition,
    Deep,
    Every,
    Field,
    Filter,
    Key,
    Literal,
    Slice,
    Step,
    Steps,
    Test,
    Union,
)  # fmt: skip
from bot.errors import Refused

MOST_STEPS, DEEPEST = 300, 20
_NAME = re.compile(r"(?:\\.|[^\s.,\[\]$@{}\\])+")
_NAME_TESTED = re.compile(r"(?:\\.|[^\s.,\[\]$@{}\\()=!<>&|'\"])+")
_WORD = re.compile(r"[^\W\d][\w-]*")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_QUOTED = re.compile(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"")
_SLICE = re.compile(r"(-?[0-9]{0,9})(?::(-?[0-9]{0,9}))?(?::([0-9]{0,9}))?")
_OPERATOR = re.compile(r"==|!=|<=|>=|<|>")
_ESCAPE = re.compile(r"\\(?:([abfnrtv\\'\"])|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|(.?))", re.DOTALL)
_MEANS = dict(zip("abfnrtv", "\a\b\f\n\r\t\v", strict=True))


class Reader:
    """Where the reading of `text` stands."""

    def __init__(self, text: str, at: int = 0, depth: int = 0) -> None:
        self.text, self.at = text, at
        self.depth, self.made = depth, 0

    def wrong(self, what: str) -> Refused:
        near = self.text[self.at : self.at + 20] or "its end"
        return Refused(f"{what}, at `{near}` of the template (character {self.at + 1}).")

    def take(self, sign: str) -> bool:
        found = self.text.startswith(sign, self.at)
        self.at += len(sign) if found else 0
        return found

    def skip(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in " \t":
            self.at += 1

    def until(self, sign: str) -> str:
        start, found = self.at, self.text.find(sign, self.at)
        self.at = len(self.text) if found < 0 else found
        return self.text[start : self.at]

    def keyword(self) -> str:
        """`range` or `end` at the beginning of a brace, else nothing."""
        self.skip()
        found = _WORD.match(self.text, self.at)
        if not found or found[0] not in ("range", "end"):
            return ""
        self.at = found.end()
        return found[0]

    def steps(self, tested: bool = False) -> Steps:
        """A whole path; a `tested` one stands in a filter and ends at its operators."""
        steps: list[Step] = []
        while True:
            if not tested:
                self.skip()
            while self.take("@") or self.take("$"):
                pass
            step = self._step(tested)
            if step is None:
                return tuple(steps)
            if isinstance(step, Deep) and steps and isinstance(steps[-1], Deep):
                raise self.wrong("`..` stands twice")
            steps.append(step)
            self._count()
            if isinstance(step, Deep) and (name := self._name(tested)):
                steps.append(name)

    def _count(self) -> None:
        self.made += 1
        if self.made > MOST_STEPS:
            raise Refused(f"The template has more than {MOST_STEPS} parts.")

    def _step(self, tested: bool) -> Step | None:
        sign = self.text[self.at : self.at + 1]
        if self.take("[?("):
            return Filter(self._inside())
        if self.take("["):
            return self._bracket()
        if self.take(".."):
            return Deep()
        if self.take("."):
            found = self._name(tested)
            if found is None:
                raise self.wrong("A dot has no name behind it (the whole object is `{@}`)")
            return found
        if tested or not sign or sign in "}\n":
            return None
        return self._literal()

    def _name(self, tested: bool) -> Step | None:
        found = (_NAME_TESTED if tested else _NAME).match(self.text, self.at)
        if not found:
            return None
        self.at = found.end()
        return Every() if found[0] == "*" else Field(found[0].replace("\\", ""))

    def _literal(self) -> Step | None:
        if found := _QUOTED.match(self.text, self.at):
            self.at = found.end()
            return Literal(_ESCAPE.sub(self._escaped, found[0][1:-1]))
        if found := _NUMBER.match(self.text, self.at):
            self.at = found.end()
            return Literal(float(found[0]) if "." in found[0] else int(found[0]))
        if found := _WORD.match(self.text, self.at):
            if found[0] not in ("true", "false"):
                raise self.wrong(f"`{found[0][:40]}` is no word of templates: a path begins with a dot")
            self.at = found.end()
            return Literal(found[0] == "true")
        return None

    def _escaped(self, found: re.Match[str]) -> str:
        known, byte, code, _ = found.groups()
        if known:
            return _MEANS.get(known, known)
        if byte or (code and not 0xD800 <= int(code, 16) <= 0xDFFF):
            return chr(int(byte or code, 16))
        raise self.wrong(f"`{found[0][:10]}` is no escape")

    def _bracket(self) -> Step:
        end = self.text.find("]", self.at)
        inner = self.text[self.at : end] if end >= 0 else "\n"
        if "\n" in inner:
            raise self.wrong("A bracket is not closed")
        parts = [self._part(part.strip(" ")) for part in inner.split(",")]
        self.at = end + 1
        return parts[0] if len(parts) == 1 else Union(tuple((part,) for part in parts))

    def _part(self, text: str) -> Step:
        self._count()
        if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" and text[0] not in text[1:-1]:
            return self._key(text[1:-1])
        if text == "*":
            return Slice()
        found = _SLICE.fullmatch(text)
        if not found or "-" in found.groups():
            raise self.wrong(f"`[{text[:40]}]` is no place in a list: write `[0]`, `[-1]`, `[1:3]` or `[*]`")
        start, stop, step = found.groups()
        if stop is None:
            # `containers[]` is the first one, as kubectl has it.
            return Slice(int(start or 0), single=True)
        if step and not int(step):
            raise self.wrong("The step of a slice is at least 1")
        return Slice(int(start) if start else None, int(stop) if stop else None, int(step or 1))

    def _key(self, name: str) -> Step:
        if not name:
            raise self.wrong("A name in brackets is empty")
        if not re.search(r"[.\\\[\]*?@${}\s]", name):
            return Field(name)
        inner = Reader(f".{name}", 0, self.depth + 1)
        try:
            steps = inner.steps()
        except Refused:
            steps = ()
        whole = name.replace("\\", "")
        return Key(steps if inner.at == len(inner.text) else (), whole)

    def _inside(self) -> Condition:
        """A filter's condition, and the `)]` behind it."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refused(f"The template has more than {DEEPEST} filters inside each other.")
        condition = self._either()
        self.skip()
        if not self.take(")") or not self.take("]"):
            raise self.wrong('A filter is not closed, or compares in a way I do not know (`[?(@.a=="b")]`)')
        self.depth -= 1
        return condition

    def _either(self) -> Condition:
        parts = [self._all()]
        while self._between("||"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Both(tuple(parts), any=True)

    def _all(self) -> Condition:
        parts = [self._test()]
        while self._between("&&"):
            parts.append(self._test())
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _between(self, sign: str) -> bool:
        self.skip()
        return self.take(sign)

    def _test(self) -> Condition:
        self.skip()
        if self.take("("):
            self.depth += 1
            if self.depth > DEEPEST:
                raise Refused(f"The template has more than {DEEPEST} brackets inside each other.")
            condition = self._either()
            self.skip()
            if not self.take(")"):
                raise self.wrong("A bracket of the filter is not closed")
            self.depth -= 1
            return condition
        left = self._operand()
        self.skip()
        found = _OPERATOR.match(self.text, self.at)
        if not found:
            return Test(left)
        self.at = found.end()
        self.skip()
        return Test(left, found[0], self._operand())

    def _operand(self) -> Steps:
        start = self.at
        steps = self.steps(tested=True)
        if self.at > start:
            return steps
        literal = self._literal()
        self._count()
        if literal is None:
            raise self.wrong("A filter compares paths like `@.name` with texts in quotes, numbers or paths")
        return (literal,)
