"""What the reads make of what a cluster sent, without a cluster: tables, YAML, ages and logs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions.reading.ages import age
from bot.actions.reading.log_text import is_binary, line_count, readable, whole_lines
from bot.actions.reading.tables import columns, plain, read_table, shown, tabbed
from bot.actions.reading.yaml_text import yaml_text

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

TEXTS = st.text(max_size=30) | st.text(alphabet="ab:#-? \n\t'\"|>01.eE+_~{}[]&*!%@`,\\=<xTZ", max_size=12)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TEXTS | st.text(min_size=121), inner, max_size=4)
    ),
    max_leaves=15,
)


@given(JSON)
@settings(max_examples=400)
def test_what_is_written_as_yaml_is_read_back_unchanged(value):
    assert yaml.safe_load(yaml_text(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": ["x", {"k": "z"}]}, "a:\n- x\n- k: z\nb: 1\n"),
        (
            {"a": "true", "b": "2026-11-25T09:26:50Z", "c": "1"},
            'a: "true"\nb: "2026-11-25T09:26:50Z"\nc: "1"\n',
        ),
        ({"a": "10.1.0.7", "b": "25%", "c": "nginx:1.25"}, "a: 10.1.0.7\nb: 25%\nc: nginx:1.25\n"),
        ({"a": "one\ntwo\n"}, "a: |\n  one\n  two\n"),
        ({"a": "one\n\ntwo"}, "a: |-\n  one\n\n  two\n"),
        ({"a": [], "b": {}, "c": None}, "a: []\nb: {}\nc: null\n"),
        ({"a": "* is a star"}, "a: '* is a star'\n"),
    ],
)
def test_yaml_looks_as_kubectl_writes_it(value, text):
    assert yaml_text(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "<invalid>"), (-0.5, "0s"), (0, "0s"), (119, "119s"), (120, "2m"), (245, "4m5s"), (600, "10m"),
        (10799, "179m"), (10800, "3h"), (12000, "3h20m"), (28800, "8h"), (172799, "47h"), (172800, "2d"),
        (176400, "2d1h"), (691200, "8d"), (63072000, "2y"), (64000000, "2y10d"), (252288000, "8y"),
    ],
)  # fmt: skip
def test_an_age_is_worded_as_kubectl_does(seconds, text):
    assert age(seconds) == text


def table_json(**more):
    heads = [{"name": "Name", "format": "name"}, {"name": "Ready"}, {"name": "Node", "priority": 1}]
    rows = [{"cells": ["web-1", True, "a"]}, {"cells": ["w", None, "line one\nline two"]}]
    return {"kind": "Table", "columnDefinitions": heads, "rows": rows, **more}


def test_a_table_hides_wide_columns_until_they_are_asked_for():
    table = read_table(table_json(), NOW)
    assert shown(table) == "NAME    READY\nweb-1   true\nw       \n"
    assert shown(table, wide=True).splitlines()[2] == "w               line one..."


def test_several_kinds_show_theirs_before_the_name():
    assert (
        shown(read_table(table_json(), NOW), kind="deployment.apps")
        .splitlines()[1]
        .startswith("deployment.apps/web-1   ")
    )


def test_a_list_that_came_without_a_table_shows_names_and_ages():
    item = {"metadata": {"name": "x", "namespace": "n", "creationTimestamp": "2026-01-02T03:04:00Z"}}
    table = read_table({"kind": "WidgetList", "items": [item]}, NOW)
    assert shown(table, namespaces=True) == "NAMESPACE   NAME   AGE\nn           x      5s\n"


def test_a_cell_cannot_steer_a_terminal():
    assert plain("a\x1b[31mb\x07") == "a[31mb"


def test_tabs_become_columns_only_where_lines_with_them_touch():
    assert tabbed("a\tb\nlonger\tc\nplain\nx\ty") == "a       b\nlonger  c\nplain\nx  y"


def test_no_lines_make_no_columns():
    assert columns([]) == ""


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"\x1b[31mred\x1b[0m plain\n", "red plain\n"),
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        (b"\x1b]0;title\x07x\n", "x\n"),
        (b"bell\x07 back\x08 nul\x00\n", "bell back nul\n"),
        (b"caf\xc3\xa9 \xff\n", "café \ufffd\n"),
        ("left\u202eright\n".encode(), "leftright\n"),
        (b"tab\tstays\n", "tab\tstays\n"),
    ],
)
def test_a_log_loses_what_steers_a_screen_and_keeps_what_is_read(raw, text):
    assert readable(raw) == text


@given(st.binary(max_size=200))
def test_any_bytes_become_lines_without_control_characters(raw):
    assert all(sign in "\t\n" or ord(sign) >= 32 for sign in readable(raw))


def test_a_binary_log_is_known_as_one_and_colours_are_not():
    assert is_binary(bytes(range(256)) * 8)
    assert not is_binary(b"\x1b[32mINFO\x1b[0m ok\n" * 50)
    assert not is_binary(b"")
    assert not is_binary("ünïcödé ☃\n".encode() * 20)


def test_a_log_cut_by_its_limit_loses_its_half_line():
    assert whole_lines(b"one\ntwo\nthr", 11) == (b"one\ntwo\n", True)
    assert whole_lines(b"one\ntwo\n", 11) == (b"one\ntwo\n", False)
    assert line_count(b"one\ntwo") == 2
    assert line_count(b"") == 0
