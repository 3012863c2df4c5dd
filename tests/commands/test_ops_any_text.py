"""Whatever stands after `/ops` is answered, and what becomes a call is only what was declared."""

from __future__ import annotations

import re
import shlex
from typing import get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.action import Call
from bot.runbooks.calls import canonical, read
from commands.grammar import Mistake
from commands.grammar.ops import CONTROLS, Asked, Use, parse_ops
from commands.grammar.ops.splitting import split
from tests.commands.kit import EMPTY, HERE, ONE, TWO
from tests.runbooks.declared import ALL, SPECS, spec

KINDS = get_args(Asked)
FORBIDDEN = (
    "--server",
    "--token",
    "--as",
    "--as-group",
    "--kubeconfig",
    "--username",
    "--password",
    "--client-key",
    "--certificate-authority",
    "--insecure-skip-tls-verify",
    "--cache-dir",
    "--dry-run",
    "-s",
)
SIGNS = (";", "&&", "||", "|", ">", ">>", "<(", "$(x)", "${x}", "$X", "`", "\n")
WORDS = sorted(
    {word for spec in ALL for words in spec.words for word in words.split()}
    | {word for spec in ALL for line in spec.examples for word in line.split()}
    | {flag for spec in ALL for param in spec.params for flag in param.flags}
    | {word for control in CONTROLS for word in (control.name, *control.aliases)}
)
PIECES = [
    *WORDS,
    *FORBIDDEN,
    *SIGNS,
    "kubectl",
    "-n",
    "-nshop",
    "-A",
    "--cluster=eu",
    "--context",
    "pods",
    "deploy/web",
    "sts",
    "web",
    "A=b",
    "A-",
    "DB_PASSWORD=x",
    "--limits=cpu=1,memory=2",
    "'{\"a\":1}'",
    "'",
    '"',
    "“",
    "”",
    "‘",
    "’",
    "—",
    "–n",
    "—tail=3",
    "--",
    "-",
    "=",
    "--=",
    "-it",
    "3",
    "#3",
    "90s",
    "1h30m",
    "\x00",
    "\u200b",
    "\ud800",
    "🔥",
    "<http://x.io/a|x.io/a>",
    "<@U1>",
    "&lt;",
    "&amp;",
    "\\",
    "\\\n",
    "*",
    "***",
    "../..",
    "a;b",
    "-1",
    "x" * 300,
]
LINES = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=10).flatmap(
    lambda parts: st.sampled_from([" ", " ", ""]).map(lambda joint: joint.join(parts))
)
TEXTS = st.one_of(LINES, st.text(alphabet=st.characters(), max_size=200))


def check(text, context=HERE):
    asked = parse_ops(text, context, SPECS)
    assert isinstance(asked, KINDS)
    if isinstance(asked, Mistake):
        assert 0 < len(asked.message) <= 700
        assert len(asked.nearest) <= 320
    if isinstance(asked, Use):
        declared = spec(asked.call.action)
        assert {param.name for param in declared.params} >= asked.call.args.keys()
        if "***" not in asked.line and "[masked]" not in asked.line:
            again = split(asked.line)
            assert again == shlex.split(asked.line)
            assert read(again, ALL) == asked.call
            assert canonical(asked.call, declared) == asked.line


@settings(max_examples=400, deadline=None)
@given(text=TEXTS, context=st.sampled_from([HERE, ONE, TWO, EMPTY]))
@example("logs web --grep 'a\"b'", HERE)
@example("set resources web --limits=a=1,b", HERE)
def test_any_text_is_understood_or_answered(text, context):
    check(text, context)


@pytest.mark.long
@settings(max_examples=10_000, deadline=None)
@given(text=TEXTS)
def test_ten_thousand_texts_are_too(text):
    check(text)


GOOD = st.sampled_from([line for spec in ALL for line in spec.examples])


@settings(max_examples=200, deadline=None)
@given(
    line=GOOD,
    flag=st.sampled_from(FORBIDDEN),
    tail=st.sampled_from(["", "=x", " x", "=none", "='x y'"]),
    data=st.data(),
)
def test_a_forbidden_flag_is_never_let_through_wherever_it_stands(line, flag, tail, data):
    words = shlex.split(line)
    at = data.draw(st.integers(0, len(words)))
    typed = " ".join([*map(shlex.quote, words[:at]), flag + tail, *map(shlex.quote, words[at:])])
    assert not isinstance(parse_ops(typed, HERE, SPECS), Use)


@settings(max_examples=200, deadline=None)
@given(line=GOOD, sign=st.sampled_from(SIGNS), glued=st.booleans(), data=st.data())
def test_a_sign_of_the_shell_outside_quotes_is_never_let_through(line, sign, glued, data):
    words = shlex.split(line)
    at = data.draw(st.integers(1, len(words)))
    joint = "" if glued else " "
    typed = (
        joint.join([" ".join(map(shlex.quote, words[:at])), sign, " ".join(map(shlex.quote, words[at:]))])
        + "x"
    )
    assert not isinstance(parse_ops(typed, HERE, SPECS), Use)


VALUES = {
    "set-env": st.dictionaries(
        st.from_regex(re.compile(r"[A-Z_][A-Z0-9_]{0,10}"), fullmatch=True).filter(lambda key: len(key) > 1),
        st.one_of(st.none(), st.text(st.characters(exclude_categories=["C"]), max_size=20)),
        min_size=1,
        max_size=4,
    ),
    "patch": st.dictionaries(
        st.text(st.characters(exclude_categories=["C"]), max_size=8),
        st.recursive(
            st.one_of(
                st.none(),
                st.booleans(),
                st.integers(-(10**6), 10**6),
                st.text(st.characters(exclude_categories=["C"]), max_size=12),
            ),
            lambda inner: st.lists(inner, max_size=3),
            max_leaves=6,
        ),
        max_size=4,
    ),
}


@settings(max_examples=200, deadline=None)
@given(env=VALUES["set-env"], patch=VALUES["patch"])
def test_any_value_comes_back_from_its_spelling(env, patch):
    for call in (
        Call("set-env", {"workload": "deployment/web", "env": env}, "eu", "shop"),
        Call("patch", {"object": ["hpa", "web"], "patch": patch, "type": "merge"}),
    ):
        line = canonical(call, spec(call.action))
        if "***" not in line:
            assert read(shlex.split(line), ALL) == call
            assert split(line) == shlex.split(line)


@pytest.mark.parametrize(
    "piece", ["x", "'", '"', "<", "$", "\\", "—", "--", "a=", "get ", "-n ", "A=b ", ",", "[", "x/"]
)
@pytest.mark.parametrize(
    "verb", ["get", "logs", "set env web", "patch hpa web -p '", "freeze", "get pods -l ", ""]
)
def test_the_longest_text_of_one_piece_repeated_is_answered(verb, piece):
    """Were any reader quadratic, these would take minutes."""
    check(f"{verb} {piece * (23_000 // len(piece))}")
