"""Every read in the five runbooks Tocsin was made for is understood, its pipe into grep by our own flags."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.actions.kit import Scene
from bot.actions.reading import READS
from bot.actions.reading.grep import grep_of
from bot.domain.action import Call
from bot.domain.operations import Operations
from bot.runbooks.calls import read
from tests.actions.read_script import NOW, Scripted

SEEDS = Path(__file__).parents[3] / "shared/seeds"
SPECS = tuple(one.spec for one in READS)
_LINE = re.compile(r"kubectl (?:-n \S+ )?(?:get|describe|logs|top|rollout (?:status|history)|auth)\b[^\n`]*")
_GREP = re.compile(r"""\|\s*(grep(?:\s+(?:"[^"]*"|'[^']*'|[^\s|>'"]+))+)""")


def lines() -> Iterator[str]:
    for path in sorted(SEEDS.glob("*.txt")):
        text = re.sub(r"\\\n *", "", path.read_text("utf-8"))
        text = re.sub(r"<[a-z0-9-]+>|SERVICE_NAME|\$SERVICE", "some-name", text)
        yield from _LINE.findall(text)


def command(line: str) -> tuple[list[str], list[list[str]]]:
    """The words of a read, and those of each grep it is piped into."""
    quote, end = "", len(line)
    for at, sign in enumerate(line):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "|>&)" or line[at : at + 2] == ", " or (sign == "'" and line.count("'", at) == 1):
            end = at
            break
        elif sign in "'\"":
            quote = sign
    return shlex.split(line[:end]), [shlex.split(one) for one in _GREP.findall(line[end:])]


def ours(grep: list[str]) -> list[str]:
    """`grep -i x` as the flags we have for it."""
    name, around, words = "--grep", list[str](), list[str]()
    rest = iter(grep[1:])
    for word in rest:
        if found := re.fullmatch(r"-([AB])(\d*)", word):
            around.append(f"--grep-{'after' if found[1] == 'A' else 'before'}={found[2] or next(rest)}")
        elif word in ("-i", "-v"):
            name = f"--grep{word}"
        elif word != "-E":
            words.append(word)
    return [f"{name}={words[0]}", *around]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not beside this checkout")
def test_every_read_of_the_runbooks_is_understood():
    seen, greps, wrong = 0, 0, []
    for line in dict.fromkeys(lines()):
        words, piped = command(line)
        for grep in piped:
            words += ours(grep)
            greps += 1
        found = read(words, SPECS)
        seen += 1
        if not isinstance(found, Call):
            wrong.append((line, found.message))
            continue
        grep_of(Scene(found, Scripted(lambda path, query: {}), None, Operations(), NOW))
    assert wrong == []
    assert seen > 80
    assert greps > 15
