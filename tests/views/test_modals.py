"""Every form fits Slack, and its reader understands what a person sends back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.policy import Catalog, Service, Severity
from bot.views import ids, modals
from tests.views import limits
from tests.views.corpus import DECLARED, NOW, SYSTEM, TEXTS, states

CATALOG = Catalog((SYSTEM, replace(SYSTEM, id="pay", name="Pay")))
READERS = (
    modals.read_declare,
    modals.wrong_declare,
    modals.read_update,
    modals.read_severity,
    modals.read_resolve,
    modals.read_reopen,
    modals.read_action_item,
    modals.read_timeline_entry,
    modals.read_milestones,
)


def filled(view, **typed):
    """`view` as Slack sends it back: what was prefilled, then what was typed on top."""
    values = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            name = block["block_id"].partition(":")[0]
            state = {"type": element["type"], **_initial(element), **typed.get(name, {})}
            values[block["block_id"]] = {element["action_id"]: state}
    return {**view, "state": {"values": values}}


def _initial(element):
    keys = {
        "initial_value": "value",
        "initial_option": "selected_option",
        "initial_options": "selected_options",
        "initial_user": "selected_user",
        "initial_date": "selected_date",
        "initial_date_time": "selected_date_time",
    }
    return {mine: element.get(theirs) for theirs, mine in keys.items() if theirs in element}


def chosen(value):
    return {"selected_option": {"value": value}}


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_every_form_fits_with_any_text_in_it(text):
    known = {"title": text, "severity": text, "service": text, "kind": "security", "private": True, "at": NOW}
    known_states = dict(states(text))
    for incident in (known_states["unknown severity"], known_states["led"], known_states["resolved"]):
        for view in (
            modals.update(incident, SYSTEM, {"known": text, "next": text}),
            modals.severity(incident, SYSTEM),
            modals.resolve(incident),
            modals.reopen(incident),
            modals.action_item(incident, text, "U0BO"),
            modals.timeline_entry(incident, NOW, text),
            modals.milestones(incident),
            modals.declare(CATALOG, known, {"channel": "C1", "ts": "1.2"}, incident),
        ):
            assert limits.of_modal(view) == []
    assert limits.of_modal(modals.notice(text, text)) == []
    assert limits.of_modal(modals.loading()) == []


def test_a_system_with_hundreds_of_services_offers_a_hundred_with_the_chosen_one():
    services = tuple(Service(f"svc-{n}" * 30) for n in range(300))
    many = replace(SYSTEM, services=services, severities=tuple(Severity(f"S{n}", n) for n in range(120)))
    view = modals.declare(Catalog((many,)), {"service": "svc-7" * 30}, {})
    assert limits.of_modal(view) == []


def test_the_declare_form_asks_for_the_system_only_where_there_are_several():
    one, two = modals.declare(Catalog((SYSTEM,)), {}, {}), modals.declare(CATALOG, {"system": "pay"}, {})
    assert not [block for block in one["blocks"] if block.get("block_id") == "system"]
    system = two["blocks"][0]
    assert system["dispatch_action"] is True
    assert system["element"]["action_id"] == ids.DECLARE_SYSTEM
    assert modals.read_declare(filled(one))["system"] == "shop"
    assert modals.read_declare(filled(two))["system"] == "pay"


def test_declare_reads_back_what_was_typed_and_what_was_known():
    view = modals.declare(
        CATALOG, {"severity": "sev1", "drill": True, "at": NOW}, {"channel": "C1", "x": "y"}
    )
    read = modals.read_declare(
        filled(view, title={"value": " 5xx "}, service=chosen("checkout"), system=chosen("pay"))
    )
    assert read == {
        "system": "pay", "severity": "P1", "title": "5xx", "service": "checkout", "kind": None,
        "private": False, "drill": True, "anyway": False, "at": NOW, "channel": "C1", "ts": None,
        "permalink": None,
    }  # fmt: skip
    assert modals.wrong_declare(filled(view, title={"value": "5xx"})) == {}


def test_what_is_missing_is_said_beside_its_field():
    view = filled(modals.declare(CATALOG, {"system": "pay"}, {}))
    assert set(modals.wrong_declare(view)) == {"title", "severity:pay"}
    assert modals.beside(view, "no <!channel>", "severity") == {"severity:pay": "no @\u2060channel"}


def test_the_form_after_a_twin_keeps_everything_and_declares_anyway():
    title = ("5xx " * 700).strip()
    typed = {"title": title, "severity": "P1", "private": True, "kind": "outage"}
    view = modals.declare(CATALOG, typed, {"channel": "C1"}, DECLARED)
    assert limits.of_modal(view) == []
    read = modals.read_declare(filled(view))
    assert read["anyway"] is True
    assert read["title"] == title
    assert (read["private"], read["kind"], read["channel"]) == (True, "outage", "C1")


def test_update_is_prefilled_from_the_last_one_and_from_the_promise():
    led = dict(states("pool exhausted"))["led"]
    assert modals.read_update(filled(modals.update(led, SYSTEM))) == {
        "stream": "5f2a", "known": "pool exhausted", "doing": "pool exhausted", "next": 15,
    }  # fmt: skip
    asked = modals.update(led, SYSTEM, {"known": "fixed", "next": "25m"})
    assert modals.read_update(filled(asked))["next"] == 25
    assert modals.read_update(filled(modals.update(replace(led, severity="P3"), SYSTEM)))["next"] is None


def test_resolve_reads_action_items_one_a_line():
    view = filled(
        modals.resolve(DECLARED), items={"value": "- alert\n\n * raise the limit \n"}, cause=chosen("no")
    )
    read = modals.read_resolve(view)
    assert read["items"] == ("alert", "raise the limit")
    assert read["cause"] is False
    assert modals.read_resolve(filled(modals.resolve(DECLARED)))["cause"] is None


def test_dates_times_and_people_come_back_as_what_they_are():
    item = filled(modals.action_item(DECLARED, "alert", "U0BO"), due={"selected_date": "2026-03-06"})
    assert modals.read_action_item(item) == {
        "stream": "5f2a", "text": "alert", "owner": "U0BO", "due": date(2026, 3, 6),
    }  # fmt: skip
    entry = filled(modals.timeline_entry(DECLARED, NOW), text={"value": "failover"})
    assert modals.read_timeline_entry(entry) == {"stream": "5f2a", "text": "failover", "at": NOW}
    resolved = dict(states())["resolved"]
    times = modals.read_milestones(filled(modals.milestones(resolved)))["times"]
    assert times == resolved.milestones


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2_000_000_000) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=12,
)
NAMES = st.sampled_from(["title", "severity:shop", "next", "due", "at", "items", "flags", "owner", "started"])
KEYS = st.sampled_from(
    ["value", "selected_option", "selected_options", "selected_user", "selected_date", "selected_date_time"]
)


STATE = st.dictionaries(
    NAMES, st.dictionaries(st.text(max_size=3), st.dictionaries(KEYS, JSON) | JSON) | JSON
)


@settings(max_examples=50)
@given(STATE | JSON, JSON)
def test_readers_never_raise_on_what_somebody_made_up(values, meta):
    for packed in (json.dumps(meta), str(meta), meta):
        view = {"private_metadata": packed, "state": {"values": values}, "blocks": [meta]}
        for read in READERS:
            assert read(view) is not None


def test_an_untouched_time_is_no_time():
    view = filled(modals.timeline_entry(DECLARED, NOW), at={"selected_date_time": None})
    assert modals.read_timeline_entry(view)["at"] is None
