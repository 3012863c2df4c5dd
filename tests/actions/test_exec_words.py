"""Commands for containers as people and runbooks write them: what they mean, and what is never run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from bot.actions.executing.judging import allowed
from bot.actions.registry import specs
from bot.domain.action import Call, Risk
from bot.domain.operations import Operations, Program
from bot.errors import Refused
from bot.runbooks.calls import Wrong, canonical, read

ALL = specs()
LISTED = (
    "psql", "pg_isready", "redis-cli", "df", "du", "find", "ls", "tar", "tail", "vault", "pg_dump", "alembic",
    "curl",
)  # fmt: skip
SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
POLICY = Operations(
    programs=(
        Program("psql"),
        Program("pg_isready", Risk.READ),
        Program("redis-cli", Risk.READ, ("info", "ping", "--scan")),
        Program("python"),
        Program("bash"),
        Program("top"),
        Program("find"),
    )
)


def heard(line: str | list[str]) -> Call:
    call = read(shlex.split(line) if isinstance(line, str) else line, ALL.all)
    assert isinstance(call, Call), call
    return call


def spelling(call: Call) -> str:
    spec = ALL.named(call.action)
    assert spec is not None
    return canonical(call, spec)


@pytest.mark.parametrize(
    ("line", "argv"),
    [
        ("exec web-1 -- df -h", ["df", "-h"]),
        ("kubectl exec -it web-1 -n shop -- psql -U u -n public --user=x -s",
         ["psql", "-U", "u", "-n", "public", "--user=x", "-s"]),
        ("exec -l app=web -c main -- echo '' a=b -- -A", ["echo", "", "a=b", "--", "-A"]),
        ("exec web -- get --raw /livez", ["get", "--raw", "/livez"]),
        ("exec web --=psql --=-c '--=SELECT 1'", ["psql", "-c", "SELECT 1"]),
        ("exec deploy/web -- psql -c 'SELECT 1,\n 2'", ["psql", "-c", "SELECT 1,\n 2"]),
    ],
)  # fmt: skip
def test_what_stands_behind_the_dashes_is_taken_as_it_is(line, argv):
    call = heard(line)
    assert (call.action, call.args["argv"]) == ("exec", argv)
    assert heard(spelling(call)) == call


def test_flags_before_the_dashes_are_ours():
    call = heard("exec -it -n shop statefulset/db -c main --timeout=2m -- psql -c x")
    assert (call.namespace, call.args["target"], call.args["container"]) == (
        "shop",
        ["statefulset/db"],
        "main",
    )
    assert (call.args["stdin"], call.args["tty"], call.args["timeout"]) == (True, True, 120)


def test_what_looks_secret_in_a_command_is_masked_in_its_spelling():
    call = heard("exec db -- psql postgres://app:hunter2@db/shop -c 'SELECT 1'")
    assert "hunter2" not in spelling(call)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["exec", "web", "--token=x", "--", "df"], "--token"),
        (["exec", "web"], "needs `--`"),
        (["exec", "web", "--"], "needs `--`"),
        (["exec", "web", "df"], "needs `--`|no use|kind"),
        (["exec", "web", "--", "", "x"], "no program"),
        (["exec", "web", "--", "echo", "a\u202eb"], "cannot be seen"),
        (["exec", "web", "--", "echo", "a\u200bb"], "cannot be seen"),
        (["exec", "web", "--", "echo", "***"], "was hidden"),
        (["exec", "web", "--", "echo", "x" * 5000], "too long"),
        (["exec", "-A", "web", "--", "df"], "-A"),
        (["get", "pods", "--", "df"], "hands something to a program"),
    ],
)
def test_what_cannot_be_meant_is_answered(line, said):
    found = read(line, ALL.all)
    assert isinstance(found, Wrong)
    assert re.search(said, found.message), found.message


def test_a_run_is_read_as_kubectl_has_it():
    line = "run -it --rm debug --image=curlimages/curl --restart=Never -- curl -sS http://web/health"
    call = heard(line)
    assert call.action == "run"
    assert call.args["name"] == "debug"
    assert call.args["argv"] == ["curl", "-sS", "http://web/health"]
    assert isinstance(read(shlex.split("run x --image=y --restart=Always"), ALL.all), Wrong)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("bash -c id", "is a shell.*Do this by hand"),
        ("/bin/bash", "is a shell.*Do this by hand"),
        ("env psql -c x", "starts other programs"),
        ("/usr/bin/env python x", "starts other programs"),
        ("python -c 'import os'", "runs whatever text it is given"),
        ("vi /etc/hosts", "needs a terminal.*Do this by hand"),
        ("psql -U postgres", "waits for somebody to type"),
        ("top -n 1", "waits for somebody to type"),
        ("redis-cli", "waits for somebody to type"),
        ("redis-cli flushall", "`info`, `ping`, `--scan`"),
        ("find / -name x -exec bash -c id", "is a shell"),
        ("find / -exec rm {} ;", "`rm` may not be run"),
        ("vault list auth", "`vault` may not be run.*`psql`, `pg_isready`"),
        ("/tmp/psql -c x", "`/tmp/psql` may not be run"),
        ("./pg_isready", "may not be run"),
        ("PSQL -c x", "may not be run"),
    ],
)
def test_what_the_list_does_not_have_is_refused_by_its_name(line, said):
    with pytest.raises(Refused) as caught:
        allowed(POLICY, shlex.split(line))
    assert re.search(said, str(caught.value)), str(caught.value)


@pytest.mark.parametrize(
    ("line", "risk"),
    [
        ("psql -Atc 'SELECT 1'", Risk.CHANGE), ("psql --command=x", Risk.CHANGE), ("pg_isready", Risk.READ),
        ("redis-cli info stats", Risk.READ), ("find / -exec psql -c x ;", Risk.CHANGE),
        ("python -m pytest", Risk.CHANGE), ("top -b -n 1", Risk.CHANGE),
    ],
)  # fmt: skip
def test_what_the_list_has_is_of_its_risk(line, risk):
    assert allowed(POLICY, shlex.split(line)).risk is risk


def test_without_a_list_nothing_is_run():
    with pytest.raises(Refused, match="nothing yet"):
        allowed(Operations(), ["df"])


def seed_lines() -> list[str]:
    """Every `kubectl exec` and `kubectl run` of the five documents, whole, up to what a shell would do."""
    found = []
    for seed in sorted(SEEDS.glob("0*.txt")):
        text = re.sub(r"\\\n\s*", " ", seed.read_text("utf-8"))
        for start in re.finditer(r"kubectl (?:exec|run)\b", text):
            rest = text[start.start() :]
            lexer = shlex.shlex(rest, posix=True, punctuation_chars="\n|&;<>()")
            lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t", True, ""
            words = []
            for word in lexer:
                if word == "`" or (set(word) <= set("\n|&;<>()") and word):
                    break
                words.append(word)
            found.append("\x00".join(words))
    return list(dict.fromkeys(found))


def test_every_command_of_the_seeds_is_read_or_refused_with_its_reason():
    if not SEEDS.exists():
        pytest.skip("the seeds are not here")
    lines = [line.split("\x00") for line in seed_lines()]
    assert len(lines) > 45
    policy = Operations(programs=tuple(map(Program, LISTED)))
    by_hand, filled_in = [], []
    for words in lines:
        if any(word.endswith("$") for word in words):
            filled_in.append(words)
            continue
        call = heard(words)
        argv = call.args["argv"]
        if call.action == "run":
            assert call.args["image"]
            continue
        assert argv == words[words.index("--") + 1 :]
        try:
            allowed(policy, argv)
        except Refused as refused:
            assert "by hand" in str(refused), refused
            by_hand.append(argv[0])
    assert set(by_hand) == {"/bin/bash", "python", "psql", "top"}
    assert len(filled_in) <= 6
