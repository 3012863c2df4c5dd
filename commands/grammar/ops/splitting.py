"""Cuts a cleaned line into words by its quotes. No shell is behind it: nothing is expanded, ever.

A sign that a shell would act on is answered by name, because whoever writes it expects something that
will not happen. Called by `parse_ops`; linear in the length of the line.
"""

from __future__ import annotations

import re

from commands.grammar.asked import Mistake
from commands.grammar.text import DASHES

SINGLES, DOUBLES = "'‘’‚‛", '"“”„‟«»'
"""Phones and editors make the curly ones; a straight quote is closed by a straight one only."""

_SPACE = " \t"
_CONTINUED = re.compile(r"\\[ \t]*\n")
_PLACEHOLDER = re.compile(r"<[A-Za-z][\w .:-]{0,60}>|\{\{[^{}\n]{1,60}\}\}")
_REFERENCE = re.compile(r"<[@#!][^<>\n]*>")
_SIGN = re.compile(r"&&|\|\||\|&|&>|>>|<<|<\(|>\(|\$\(|\$\{|\$'|\$\"|[;&|<>`\n\\]|\$(?:\w{1,20}|[@*#?!$-])")
_EXPANDED = re.compile(r"\$\(|\$\{|`|\$(?:\w{1,20}|[@*#?!$-])")
_ESCAPED = '"\\$`'

_PIPE = "Nothing can be piped into another program here. Leave the pipe and what follows it out."
_FILE = "There are no files here to read or write; the answer comes back to you. Leave it out."
_CHAIN = "Send the commands one after the other."
_EXPAND = "Nothing is filled in: write the value itself, or put the text in single quotes."
_SAID = {
    "|": _PIPE, "||": _CHAIN, "|&": _PIPE, "&&": _CHAIN, ";": _CHAIN, "\n": _CHAIN,
    "&": "Nothing runs in the background. Leave it out, or put the text in single quotes.",
    ">": _FILE, ">>": _FILE, "<": _FILE, "<<": _FILE, "&>": _FILE, "<(": _FILE, ">(": _FILE,
    "`": "Write the command without backticks around it; nothing between them is run.",
    "\\": "A backslash has no meaning outside double quotes. Put the text in single quotes.",
}  # fmt: skip


def split(line: str) -> list[str] | Mistake:
    """The words of `line`, without their quotes and with plain dashes at the flags."""
    cutter = _Cutter(line)
    while cutter.mistake is None and cutter.at < len(line):
        cutter.step()
    cutter.end()
    return cutter.mistake or cutter.words


class _Cutter:
    """Where the reading stands. `parts` is the word that has begun, None between words."""

    def __init__(self, line: str) -> None:
        self.line, self.at = line, 0
        self.words: list[str] = []
        self.parts: list[str] | None = None
        self.bare = False
        self.mistake: Mistake | None = None

    def step(self) -> None:
        sign = self.line[self.at]
        if sign in _SPACE:
            self.end()
            self.at += 1
        elif found := _CONTINUED.match(self.line, self.at):
            self.end()
            self.at = found.end()
        elif sign in SINGLES or sign in DOUBLES:
            self.begin(False)
            self.quote(sign)
        elif wrong := _wrong(self.line, self.at):
            self.mistake = wrong
        else:
            self.begin(True)
            self.put(sign)
            self.at += 1

    def begin(self, bare: bool) -> None:
        if self.parts is None:
            self.parts, self.bare = [], bare

    def put(self, text: str) -> None:
        if self.parts is not None:
            self.parts.append(text)

    def end(self) -> None:
        if self.parts is not None:
            word = "".join(self.parts)
            self.words.append(_flag(word) if self.bare else word)
        self.parts = None

    def quote(self, opened: str) -> None:
        """All up to the quote that closes: of the same family, and straight if it was."""
        family = SINGLES if opened in SINGLES else DOUBLES
        closing = opened if opened in "'\"" else family
        double, start = family is DOUBLES, self.at
        self.at += 1
        while self.at < len(self.line):
            sign, after = self.line[self.at], self.line[self.at + 1 : self.at + 2]
            if sign in closing:
                self.at += 1
                return
            if double and sign == "\\" and after and (after in _ESCAPED or after == "\n"):
                self.put("" if after == "\n" else after)
                self.at += 2
                continue
            if double and (found := _EXPANDED.match(self.line, self.at)):
                self.mistake = _named(found[0])
                return
            self.put(sign)
            self.at += 1
        shown = self.line[start : start + 20].replace("`", "'")
        self.mistake = Mistake(f"The quote at `{shown}` is never closed. Close it, or leave it out.")


def _wrong(line: str, at: int) -> Mistake | None:
    """What is wrong with the sign at `at`, outside quotes."""
    if found := _REFERENCE.match(line, at):
        return Mistake(f"`{found[0][:40]}` is a person or a channel; no action takes one. Leave it out.")
    if found := _PLACEHOLDER.match(line, at):
        return Mistake(f"`{found[0]}` stands for something. Write what is meant in its place.")
    found = _SIGN.match(line, at)
    return _named(found[0], line[:at].strip()) if found else None


def _named(sign: str, before: str = "") -> Mistake:
    """The answer to a sign; what stands before one that parts commands may work alone."""
    said = _EXPAND if sign.startswith("$") else _SAID[sign]
    before = before if said in (_PIPE, _FILE, _CHAIN) else ""
    shown = {"\n": "A line break", "`": "A backtick"}.get(sign) or f"`{sign.replace('`', '')}`"
    return Mistake(f"{shown} means nothing here: no shell runs this. {said}", before)


def _flag(word: str) -> str:
    """`—to-revision=2` as `--to-revision=2`: the dashes of a flag's name as they are typed by hand."""
    if word[:1] not in DASHES or (word.startswith("-") and word.isascii()):
        return word
    name, equals, value = word.partition("=")
    letters = name.lstrip(DASHES)
    dashes = name[: len(name) - len(letters)]
    plain = "".join("-" if sign in DASHES else sign for sign in letters)
    if not plain:
        return "--" if len(dashes) > 1 or dashes != "-" else word
    one = len(dashes) == 1 and (dashes in "-‐‑﹣－" or len(plain) == 1)
    return f"{'-' if one else '--'}{plain}{equals}{value}"
