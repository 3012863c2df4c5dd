"""Block Kit as Slack judges it: each limit at its edge, Slack's words, and a judge that never falls over."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from sandbox.slack.blockkit.blocks import problems_of
from sandbox.slack.blockkit.views import fill_ids, initial_state, problems_of_view

JSON = dict[str, Any]


def plain(text: str) -> JSON:
    return {"type": "plain_text", "text": text}


def section(text: str = "x", **more: Any) -> JSON:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(**more: Any) -> JSON:
    return {"type": "button", "text": plain("Go"), **more}


def option(value: str = "v", text: str = "t") -> JSON:
    return {"text": plain(text), "value": value}


def actions(*elements: JSON, **more: Any) -> JSON:
    return {"type": "actions", "elements": list(elements), **more}


def menu(**more: Any) -> JSON:
    return {"type": "static_select", **more}


def field(element: JSON, **more: Any) -> JSON:
    return {"type": "input", "label": plain("L"), "element": element, **more}


AT_THE_EDGE = [
    # a block exactly at its limit; the same one step beyond; Slack's complaint about that
    (section("x" * 3000), section("x" * 3001), "must be less than 3001 characters [/text/text]"),
    (section("x"), section(""), "must be more than 0 characters [/text/text]"),
    ({"type": "header", "text": plain("x" * 150)}, {"type": "header", "text": plain("x" * 151)},
     "must be less than 151 characters [/text/text]"),
    ({"type": "section", "fields": [plain("x")] * 10}, {"type": "section", "fields": [plain("x")] * 11},
     "no more than 10 items allowed [/fields]"),
    ({"type": "section", "fields": [plain("x" * 2000)]}, {"type": "section", "fields": [plain("x" * 2001)]},
     "must be less than 2001 characters [/fields/0/text]"),
    ({"type": "context", "elements": [plain("x")] * 10}, {"type": "context", "elements": [plain("x")] * 11},
     "no more than 10 items allowed [/elements]"),
    (actions(*[button()] * 25), actions(*[button()] * 26), "no more than 25 items allowed [/elements]"),
    (actions(button()), actions(), "no fewer than 1 items allowed [/elements]"),
    (actions(button(text=plain("x" * 75))), actions(button(text=plain("x" * 76))),
     "must be less than 76 characters [/elements/0/text/text]"),
    (actions(button(value="x" * 2000)), actions(button(value="x" * 2001)),
     "must be less than 2001 characters [/elements/0/value]"),
    (actions(button(url="x" * 3000)), actions(button(url="x" * 3001)),
     "must be less than 3001 characters [/elements/0/url]"),
    (actions(button(style="danger")), actions(button(style="loud")),
     "must be one of: primary, danger [/elements/0/style]"),
    (actions(menu(options=[option()] * 100)), actions(menu(options=[option()] * 101)),
     "no more than 100 items allowed [/elements/0/options]"),
    (actions(menu(options=[option()])), actions(menu(options=[])),
     "no fewer than 1 items allowed [/elements/0/options]"),
    (actions(menu(options=[option("v" * 150)])), actions(menu(options=[option("v" * 151)])),
     "must be less than 151 characters [/elements/0/options/0/value]"),
    (actions(menu(options=[option("v", "t" * 75)])), actions(menu(options=[option("v", "t" * 76)])),
     "must be less than 76 characters [/elements/0/options/0/text/text]"),
    (actions(menu(options=[option()], placeholder=plain("x" * 150))),
     actions(menu(options=[option()], placeholder=plain("x" * 151))),
     "must be less than 151 characters [/elements/0/placeholder/text]"),
    (actions({"type": "overflow", "options": [option()] * 5}),
     actions({"type": "overflow", "options": [option()] * 6}),
     "no more than 5 items allowed [/elements/0/options]"),
    (actions({"type": "checkboxes", "options": [option()] * 10}),
     actions({"type": "checkboxes", "options": [option()] * 11}),
     "no more than 10 items allowed [/elements/0/options]"),
    (actions(button(action_id="x" * 255)), actions(button(action_id="x" * 256)),
     "must be less than 256 characters [/elements/0/action_id]"),
    (section(block_id="x" * 255), section(block_id="x" * 256),
     "must be less than 256 characters [/block_id]"),
    ({"type": "image", "image_url": "https://x.y/z", "alt_text": "x" * 2000},
     {"type": "image", "image_url": "https://x.y/z", "alt_text": "x" * 2001},
     "must be less than 2001 characters [/alt_text]"),
    (field({"type": "plain_text_input"}, hint=plain("x" * 2000)),
     field({"type": "plain_text_input"}, hint=plain("x" * 2001)),
     "must be less than 2001 characters [/hint/text]"),
    (actions(button(action_id="a"), button(action_id="b")),
     actions(button(action_id="a"), button(action_id="a")),
     '`action_id` "a" already exists for another element [/elements/1/action_id]'),
    (section(accessory=button()), section(accessory={"type": "plain_text_input"}),
     "unsupported type: plain_text_input [/accessory/type]"),
    ({"type": "divider"}, {"type": "divisor"}, "unsupported type: divisor [/type]"),
    ({"type": "header", "text": plain("x")}, {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
     "unsupported type: mrkdwn [/text/type]"),
    (section(), {"type": "section"}, "missing required field: text []"),
    (section(), section(colour="red"), "invalid additional property: colour []"),
    (section(), section(block_id=7), "must provide a string [/block_id]"),
    (actions({"type": "datepicker", "initial_date": "2026-11-21"}),
     actions({"type": "datepicker", "initial_date": "tomorrow"}),
     "must be a date in the format YYYY-MM-DD [/elements/0/initial_date]"),
]  # fmt: skip


@pytest.mark.parametrize(("sound", "beyond", "complaint"), AT_THE_EDGE)
def test_each_limit_holds_at_its_edge(sound, beyond, complaint):
    words, _, where = complaint.rpartition(" [")
    assert problems_of([sound], "message") == []
    assert [str(p) for p in problems_of([beyond], "message")] == [
        f"{words} [json-pointer:/blocks/0{where.rstrip(']')}]"
    ]


def test_a_message_has_fifty_blocks_and_a_view_a_hundred():
    assert not problems_of([section()] * 50, "message")
    assert not problems_of([section()] * 100, "home")
    assert str(problems_of([section()] * 101, "modal")[0]) == (
        "no more than 100 items allowed [json-pointer:/blocks]"
    )


def test_block_ids_are_unique_in_a_message():
    found = problems_of([section(block_id="a"), section(block_id="a")], "message")
    assert [p.pointer for p in found] == ["/blocks/1/block_id"]


@pytest.mark.parametrize(
    ("block", "surfaces"),
    [
        ({"type": "markdown", "text": "x"}, {"message"}),
        ({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}, {"message"}),
        ({"type": "alert", "text": plain("x")}, {"modal"}),
        (field({"type": "plain_text_input"}), {"message", "modal", "home"}),
        (field({"type": "url_text_input"}), {"modal"}),
        (field({"type": "number_input", "is_decimal_allowed": False}), {"modal"}),
    ],
)
def test_a_block_stands_only_on_its_surfaces(block, surfaces):
    assert {s for s in ("message", "modal", "home") if not problems_of([block], s)} == surfaces


def modal(**more: Any) -> JSON:
    return {"type": "modal", "title": plain("T"), "blocks": [section()], **more}


@pytest.mark.parametrize(
    ("view", "complaint"),
    [
        (modal(title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (modal(submit=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
        (
            modal(private_metadata="x" * 3001),
            "must be less than 3001 characters [json-pointer:/view/private_metadata]",
        ),
        (modal(callback_id="x" * 256), "must be less than 256 characters [json-pointer:/view/callback_id]"),
        (
            modal(blocks=[section(), field({"type": "plain_text_input"})]),
            "<app> must define `submit` to use an `input` block in modals "
            "[json-pointer:/view/blocks/1/input]",
        ),
        ({"type": "modal", "blocks": []}, "missing required field: title [json-pointer:/view]"),
        ({"type": "page", "blocks": []}, "unsupported type: page [json-pointer:/view/type]"),
        (modal(blocks=[section()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
        (
            {"type": "home", "blocks": [], "submit": plain("x")},
            "invalid additional property: submit [json-pointer:/view]",
        ),
        (None, "must provide an object [json-pointer:/view]"),
    ],
)
def test_a_view_is_judged_as_a_whole(view, complaint):
    assert [str(p) for p in problems_of_view(view)] == [complaint]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["type", "text", "elements", "element", "block_id", "action_id", "options", "value",
                         "label", "accessory", "fields", "title", "blocks", "confirm"]), inner, max_size=6),
    max_leaves=25,
)  # fmt: skip
kinds = st.sampled_from(["section", "actions", "input", "context", "header", "image", "divider", "table"])


def blockish(kind: str, rest: Any) -> JSON:
    return {**(rest if isinstance(rest, dict) else {}), "type": kind}


@settings(max_examples=60, deadline=None)
@given(
    anything | st.lists(st.builds(blockish, kinds, anything), max_size=5),
    st.sampled_from(["message", "modal", "home"]),
)
def test_the_judge_never_raises_and_what_it_passes_can_be_kept(value, surface):
    if not problems_of(value, surface):
        counted = iter(range(10_000))
        filled = fill_ids({"blocks": value}, lambda prefix: f"{prefix}{next(counted)}")
        assert all(block["block_id"] for block in filled["blocks"])
        initial_state(filled)
    problems_of_view({"type": surface, "title": value, "blocks": value})


long_text = st.integers(0, 4000).map(lambda n: "x" * n)
shaped = st.one_of(
    st.builds(section, long_text),
    st.builds(lambda t: {"type": "header", "text": plain(t)}, long_text),
    st.builds(lambda n: actions(*[button(action_id=str(i)) for i in range(n)]), st.integers(1, 30)),
    st.builds(lambda t, v: actions(button(text=plain(t), value=v)), long_text, long_text),
    st.builds(lambda n: {"type": "context", "elements": [plain("x")] * n}, st.integers(1, 14)),
    st.builds(lambda n, t: actions(menu(options=[option(str(i), t) for i in range(n)], action_id="a",
                                        placeholder=plain("p"))), st.integers(1, 120), long_text),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(shaped)
def test_the_judge_refuses_whatever_slacks_own_models_refuse(block):
    try:
        parsed = Block.parse(block)
        assert parsed is not None
        parsed.validate_json()
        parsed.to_dict()
    except SlackObjectFormationError:
        assert problems_of([block], "message")
