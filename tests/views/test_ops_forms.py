"""Every form of work on clusters fits Slack, and its reader understands what a person sends back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.action import Param, Risk, Spec, Type
from bot.domain.operations import Cluster
from bot.views import ids
from bot.views.modals import frame
from bot.views.modals import ops as forms
from bot.views.ops.help import help_text
from tests.views import limits
from tests.views.corpus import SYSTEM, TEXTS
from tests.views.ops_corpus import ID, OPS, SPECS, STAGES, incident, stages
from tests.views.test_modals import chosen, filled

GET, ROLLBACK, KILL = SPECS


def block(view, name):
    return next(one for one in view["blocks"] if one.get("block_id") == name)


def sections(message):
    return "\n".join(one["text"]["text"] for one in message.blocks if one["type"] == "section")


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_every_form_fits_with_every_text(text):
    param = Param("what", Type.NAME, text, (text,), help=text, choices=(text,), default=text)
    specs = [
        Spec(
            "spec", (text,), text, text, risk, tuple(replace(param, type=one) for one in kinds), (text,), text
        )
        for risk in Risk
        for kinds in zip(Type, strict=True)
    ]
    places = tuple(Cluster(f"{text[:50]}{n}", text) for n in range(3))
    system = replace(OPS, operations=replace(OPS.operations, clusters=places, namespaces=(text[:90], "b")))
    for spec in specs:
        for known in ({}, {"what": [text, "b", ""]}):
            view = forms.form(spec, system, {"what": text, "at_cluster": text}, known, stream="5f2a")
            assert limits.of_modal(view) == [], spec
            assert isinstance(forms.read_form(filled(view), spec), dict)
        assert limits.of_modal(forms.loading(spec)) == []
    for message in (
        help_text(specs),
        help_text(specs, text),
        help_text(specs, "no such", own=((text, text),)),
    ):
        assert limits.of_message(message) == []
    for _, one in stages(text):
        assert limits.of_modal(forms.reject(incident(), one)) == []
        assert limits.of_modal(forms.break_glass(incident(), one, OPS)) == []


def test_the_reason_comes_back_with_stream_and_change():
    for view in (
        forms.reject(incident(), STAGES["pending"]),
        forms.break_glass(incident(), STAGES["pending"], OPS),
    ):
        answer = filled(view, why={"value": "  it leaks  "})
        assert forms.read_reason(answer) == {"stream": "5f2a", "change": ID, "why": "it leaks"}
    assert forms.read_reason({}) == {"stream": "", "change": "", "why": ""}


def test_what_there_is_becomes_a_menu_and_the_rest_is_typed():
    view = forms.form(ROLLBACK, OPS, {"workload": "deployment/old"}, {"workload": ["deployment/web"]})
    menu = block(view, "workload")["element"]
    assert menu["type"] == "static_select"
    assert [one["value"] for one in menu["options"]] == ["deployment/web", "deployment/old"]
    assert menu["initial_option"]["value"] == "deployment/old"
    assert block(view, "mode")["element"]["initial_option"]["value"] == "fast"
    assert block(view, "revision")["hint"]["text"].endswith("From 1 to 999.")
    assert not block(view, "workload")["optional"]


def test_more_than_a_menu_holds_is_typed_with_examples():
    view = forms.form(KILL, OPS, choices={"pod": [f"web-{n}" for n in range(300)]})
    assert block(view, "pod")["element"]["type"] == "plain_text_input"
    assert "There are 300, such as web-0, web-1, web-2." in block(view, "pod")["hint"]["text"]


def test_a_form_reads_back_what_was_typed_by_name():
    view = forms.form(GET, OPS, {"what": "pods"}, stream="5f2a", channel="C1")
    answer = filled(
        view,
        selector={"value": " app=web "},
        watch={"selected_options": [{"value": "on"}]},
        at_namespace=chosen("jobs"),
    )
    assert forms.read_form(answer, GET) == {
        "at_cluster": "prod", "at_namespace": "jobs", "what": "pods", "selector": "app=web", "watch": "on",
    }  # fmt: skip
    meta = {"stream": "5f2a", "channel": "C1", "spec": "get", "system": "shop"}
    assert frame.meta_of(answer) == meta
    assert (view["callback_id"], view["submit"]["text"]) == (ids.OPS_MODAL, "Look")


def test_the_place_is_asked_only_where_there_is_a_choice():
    view = forms.form(GET, SYSTEM)
    assert [one.get("block_id") for one in view["blocks"]] == [None, "what", "selector", "watch"]


def test_the_metadata_never_holds_what_was_typed():
    assert "hunter2" not in forms.form(KILL, OPS, {"env": "KEY=hunter2"})["private_metadata"]


@given(st.recursive(st.text(max_size=8) | st.none() | st.integers(), lambda inner: st.dictionaries(
    st.sampled_from(["state", "values", "what", "value", "private_metadata", "x"]), inner, max_size=3
)))  # fmt: skip
def test_a_reader_takes_nothing_on_trust(view):
    if isinstance(view, dict):
        assert isinstance(forms.read_form(view, GET), dict)
        assert set(forms.read_reason(view)) == {"stream", "change", "why"}


def test_the_help_names_every_action_with_its_risk():
    text = sections(help_text(SPECS))
    assert "`get` What" in text
    assert "`rollback` ✋" in text
    assert "`delete pod` 🔴" in text
    assert "rollback" not in sections(help_text(SPECS, allowed={"get"})).split("explains one.")[1]


def test_the_help_of_one_action_is_found_by_every_way_to_say_it():
    for word in ("rollback", "rollout undo", " Rollout  UNDO "):
        assert "`/ops rollback workload" in sections(help_text(SPECS, word))
    assert "There is no action `nonsense`" in help_text(SPECS, "nonsense").text
