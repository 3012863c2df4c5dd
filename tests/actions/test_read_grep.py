"""`--grep` and its sisters: only redacted lines, headings kept, how many of how many."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions.kit import Scene
from bot.actions.reading.finish import finished
from bot.actions.reading.grep import GREP, grep_of
from bot.domain.action import Call
from bot.domain.operations import Operations
from bot.errors import Refused
from tests.actions.read_bench import SECRET, Bench
from tests.actions.read_script import NOW, Scripted, pod, read, table_json

LOG = "start\nERROR one\nok\nok\nerror two\nhealthz ERROR\nlast\n"


def a_scene(action, **args):
    return Scene(
        Call(action, args, "test", "shop"), Scripted(lambda path, query: {}), None, Operations(), NOW
    )


def picked(text, heads=False, **args):
    grep = grep_of(a_scene("get", **args))
    assert grep is not None
    return grep.picked(text, heads)


@pytest.mark.parametrize(
    ("args", "text", "says"),
    [
        ({"grep": "ERROR"}, "ERROR one\nhealthz ERROR\n", "2 of 7 lines match `ERROR`"),
        ({"grep_i": "error"}, "ERROR one\nerror two\nhealthz ERROR\n", "3 of 7 lines match `error`"),
        ({"grep": "ERROR", "grep_v": "healthz"}, "ERROR one\n", "match `ERROR` and do not match `healthz`"),
        ({"grep": r"one\|two"}, "ERROR one\nerror two\n", "2 of 7"),
        ({"grep": "^(start|last)$"}, "start\nlast\n", "2 of 7"),
        ({"grep": "nothing"}, "", "0 of 7"),
        ({"grep": "one", "grep_after": 1}, "ERROR one\nok\n", "1 of 7"),
        ({"grep": "start|last", "grep_before": 1, "grep_after": 1},
         "start\nERROR one\n--\nhealthz ERROR\nlast\n", "2 of 7"),
        ({"grep": "one|two", "grep_after": 2, "grep_before": 1},
         "start\nERROR one\nok\nok\nerror two\nhealthz ERROR\nlast\n", "2 of 7"),
    ],
)  # fmt: skip
def test_lines_are_picked(args, text, says):
    found = picked(LOG, **args)
    assert found[0] == text
    assert says in found[1]


@given(
    st.lists(st.sampled_from(["a", "b", "ab", "", "x a", "-"]), min_size=1, max_size=12),
    st.sampled_from(["a", "b$", "^x", "a|b", "[^a]"]),
    st.integers(0, 3),
    st.integers(0, 3),
    st.sampled_from(["-e", "-ie", "-ve"]),
)
@settings(max_examples=60, deadline=None)
def test_what_is_picked_is_what_grep_picks(lines, pattern, before, after, how):
    if not shutil.which("grep"):
        pytest.skip("no grep to compare with")
    text = "".join(f"{line}\n" for line in lines)
    around = [f"-B{before}", f"-A{after}"] if before or after else []
    words = ["grep", "-E", *around, how, pattern]
    theirs = subprocess.run(words, input=text, capture_output=True, text=True, check=False).stdout
    name = {"-e": "grep", "-ie": "grep_i", "-ve": "grep_v"}[how]
    assert picked(text, **{name: pattern}, grep_before=before, grep_after=after)[0] == theirs


def test_tables_keep_the_headings_of_the_parts_that_have_something():
    text = "NAME  A\nweb   1\ndb    2\n\nNAME  B\nweb   3\n"
    assert picked(text, True, grep="web") == (
        "NAME  A\nweb   1\n\nNAME  B\nweb   3\n",
        "; 2 of 3 lines match `web`",
    )
    assert picked(text, True, grep="db")[0] == "NAME  A\ndb    2\n"
    assert picked(text, True, grep="NAME")[0] == ""


@pytest.mark.parametrize("pattern", ["(", "a**", "(?=x)", r"\1", "[z-a]", "x{2000}", "x" * 501, r"\p{Nope}"])
def test_what_is_no_pattern_is_refused(pattern):
    with pytest.raises(Refused, match="pattern"):
        grep_of(a_scene("get", grep=pattern))


@given(st.text(max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_pattern_is_read_or_refused_and_ends(pattern):
    try:
        grep = grep_of(a_scene("get", grep=pattern))
    except Refused:
        return
    assert grep is None or grep.picked("a" * 2000 + "\nb\n", False)


def test_lines_around_need_a_pattern():
    assert grep_of(a_scene("get")) is None
    with pytest.raises(Refused, match="of what"):
        grep_of(a_scene("get", grep_after=3))


async def test_a_pattern_cannot_ask_what_is_behind_a_mask():
    grep = grep_of(a_scene("logs", grep="hunter2"))
    found = await finished("log", "password=hunter22\nother\n", "log", grep=grep)
    assert (found.text, found.masked) == ("", 1)
    assert "0 of 2 lines" in found.summary


async def test_yaml_of_which_lines_are_picked_is_no_yaml_any_more():
    kube = Scripted(lambda path, query: pod())
    found = await read(kube, "get", resources=["pod", "web-1"], output="yaml", grep="phase", grep_before=1)
    assert found.form == "text"
    assert found.text.splitlines()[-1] == "  phase: Running"


async def test_a_table_of_several_kinds_and_names_alone():
    kube = Scripted(lambda path, query: table_json(["web-1", "db-1"]))
    found = await read(kube, "get", resources=["pods,widgets"], grep_v="db")
    assert found.text == "NAME\npod/web-1\n\nNAME\nwidget.example.org/web-1\n"
    found = await read(kube, "get", resources=["pods"], output="name", grep="web")
    assert found.text == "pod/web-1\n"


async def test_a_log_is_searched_whole_also_by_label():
    asked = []

    def answer(path, query):
        asked.append(dict(query))
        return b"one\ntwo\n" if path.endswith("/log") else {"kind": "PodList", "items": [pod()]}

    found = await read(Scripted(answer), "logs", selector="app=web", grep="two")
    assert "tailLines" not in asked[-1]
    assert "1 of 2 lines match `two`" in found.summary
    await read(Scripted(answer), "logs", selector="app=web")
    assert asked[-1]["tailLines"] == 10


async def test_every_read_with_lines_takes_it(bench: Bench):
    found = await bench.read("get", resources=["pods"], grep_v="Running")
    assert [line.split()[0] for line in found.text.splitlines()][:1] == ["NAME"]
    assert "Running" not in found.text
    assert "sick" in found.text
    found = await bench.read("describe", resources=["deploy/web"], grep="Limits:", grep_after=2)
    assert found.text.splitlines()[0].strip() == "Limits:"
    assert "256Mi" in found.text
    assert "Image:" not in found.text
    assert (await bench.read("events", grep="ScalingReplicaSet")).text.startswith("LAST SEEN")
    assert "node-a" in (await bench.read("top", what="nodes", grep="node-a")).text
    found = await bench.read("logs", target=["noisy"], grep=SECRET)
    assert found.text == ""


def test_the_help_says_whose_it_is():
    assert "Ours, not kubectl's" in GREP[0].help
