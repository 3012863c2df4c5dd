"""What templates mean, without a cluster: what kubectl has no words for, limits, and that any text ends."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions.reading.jsonpath import evaluate, go_text, read_path, read_template, rendered, results
from bot.errors import Refused

POD = {
    "kind": "Pod",
    "metadata": {"name": "web-1", "labels": {"app.kubernetes.io/name": "web", "tier": "front"}},
    "spec": {
        "containers": [
            {"name": "web", "image": "nginx:1", "ports": [{"port": 80}, {"port": 443}], "ready": True},
            {"name": "side", "image": "envoy:2", "ports": [], "ready": False},
        ],
        "node": None,
        "share": 0.5,
        "html": {"a": "<b>&"},
    },
}
PIECES = [
    "{", "}", ".", "..", "[", "]", "[?(", ")]", "(", ")", "@", "$", "*", "&&", "||", "==", "!=", "<", ">=",
    "'", '"', "\\", "\\n", "\n", " ", ",", ":", "-", "-1", "0", "9" * 20, "range ", "end", "true", "name",
    "spec", "containers", "items", "a b", "é", "\x00", "{range .spec.containers[*]}", "{end}", "{..", "[*]",
    "['a.b']", "[0:2]", "[::0]", "=~", "!", "?", "+", "1.5", "{.spec..name}",
]  # fmt: skip


def said(template, value=POD):
    return rendered(read_template(template), value)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{.metadata.labels['app.kubernetes.io/name']}", "web"),
        ("{.metadata.labels.app\\.kubernetes\\.io/name}", "web"),
        ('{.metadata.labels["tier"]}', "front"),
        ('{.spec.containers[?(@.name=="web" && @.ready==true)].image}', "nginx:1"),
        ('{.spec.containers[?(@.name=="no" || @.name=="side")].image}', "envoy:2"),
        ('{.spec.containers[?(@.ready==true && @.name=="x" || @.name=="side")].name}', "side"),
        ('{.spec.containers[?(@.name=="side" && (@.ready==true || @.image=="envoy:2"))].name}', "side"),
        ("{.spec.containers[?(@.ports[?(@.port>=443)])].name}", "web"),
        ("{.spec.containers[?(@.ports[*].nothing)].name}", ""),
        ('{.spec.containers[?("web"==@.name)].image}', "nginx:1"),
        ('{.spec.containers[?(@.name == "a)]b")].image}', ""),
        ("{.spec.node}", "null"),
        ("{.spec.node.name}{.spec.share}", "0.5"),
        ("{.spec.html}", '{"a":"\\u003cb\\u003e\\u0026"}'),
        ("{.spec.containers[*].ports[*].port}", "80 443"),
        ("{.spec.containers[?(@.ready)].name}", "web side"),
        ("{..port}", "80 443"),
        ('a{"\\""}b{\'\\u00e9\\x41\'}', 'a"béA'),
    ],
)
def test_a_template_means(template, text):
    assert said(template) == text


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("{.a", "not closed"), ("{.a[0}", "bracket is not closed"), ("{.a[x]}", "no place in a list"),
        ("{.a[1:2:0]}", "at least 1"), ("{.}", "dot has no name"), ("{items}", "begins with a dot"),
        ("{end}", "ends nothing"), ("{range .a}", "never ended"),
        ("{.a[?(@.b=~'c')]}", "not closed, or compares"),
        ("{.a[?(@.b==)]}", "compares paths"), ("{'a}", "not closed"), ("{'\\q'}", "no escape"),
        ("{....a}", "stands twice"), ("{.spec.share[0]}", "picks from lists, and this is a number"),
        ("{.spec[?(@.a)]}", "picks from lists, and this is an object"),
        ("{.spec.containers[?(@.ports[*].port==80)].name}", "leads to several"),
        ("{.spec.containers[?(@.ready<true)].name}", "for numbers and texts"),
        ("{.spec.containers[?(@.ports==1)].name}", "compares a list with a number"),
        ("{.spec.containers[5]}", r"`\[5\]` reaches outside of a list of 2"),
        ("{" + "." * 3000 + "}", "at most 2,000"), ("{.a}" * 301, "300 parts"),
        ("{.a" + "[0]" * 301 + "}", "300 parts"),
        ("{range .a}" * 21 + "{end}" * 21, "loops inside each other"),
        ("{.a[?(" + "(" * 21 + "@.a" + ")" * 21 + ")]}", "brackets inside each other"),
    ],
)  # fmt: skip
def test_what_is_no_template_is_refused_with_why(template, why):
    with pytest.raises(Refused, match=why):
        said(template)


def test_a_column_takes_one_path():
    assert results(read_path("spec.containers[].name"), POD) == ["web"]
    assert results(read_path("{.spec.containers[*].name}"), POD) == ["web", "side"]
    for wrong in ("", "{.a}{.b}", "a}", "{", ".a b=c"):
        with pytest.raises(Refused):
            read_path(wrong)


def test_values_are_spelt_as_go_spells_them():
    assert go_text({"b": [1, "x", None], "a": {"c": True}}) == "map[a:map[c:true] b:[1 x <nil>]]"
    spelt = [go_text(one) for one in (1.0, 0.5, -0.25, 1e6, 123456789.0, 1.5e-7, 100000.0, 12.5, 0.0)]
    assert spelt == ["1", "0.5", "-0.25", "1e+06", "1.23456789e+08", "1.5e-07", "100000", "12.5", "0"]


def test_a_template_that_goes_through_too_much_ends(monkeypatch):
    monkeypatch.setattr(evaluate, "MOST_STEPS", 5_000)
    wide = {"items": [{"a": [{"b": number} for number in range(60)]} for _ in range(60)]}
    with pytest.raises(Refused, match="goes through too much"):
        said("{..b}{..b}", wide)
    with pytest.raises(Refused, match="goes through too much"):
        said("{range .items[*]}{range .a[*]}{.b}{end}{end}", wide)
    monkeypatch.setattr(evaluate, "MOST_TEXT", 1_000)
    with pytest.raises(Refused, match="too long a text"):
        said("{.items}", wide)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["name", "spec", "containers", "items", "a", "b", "a.b"]), inner)
    ),
    max_leaves=12,
)
TEMPLATES = st.lists(st.sampled_from(PIECES) | st.text(max_size=2), max_size=14).map("".join)


@given(TEMPLATES, VALUES, st.booleans())
@settings(max_examples=1000, deadline=None)
def test_any_template_of_any_value_is_a_text_or_refused(template, value, whole):
    try:
        read = read_template(template)
        assert isinstance(rendered(read, value, whole), str)
    except Refused as refusal:
        assert str(refusal)


@given(TEMPLATES, VALUES)
@settings(max_examples=500, deadline=None)
def test_any_column_of_any_value_is_a_list_or_refused(template, value):
    try:
        assert all(isinstance(go_text(one), str) for one in results(read_path(template), value))
    except Refused as refusal:
        assert str(refusal)
