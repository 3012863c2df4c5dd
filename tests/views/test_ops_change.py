"""A change's message fits Slack in every stage, offers what can be done then, and gives nothing away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.action import Health
from bot.domain.changes import Stage
from bot.domain.policy import System
from bot.domain.words import Words
from bot.views.card import card
from bot.views.ops.change import change
from bot.views.ops.closing import closing
from bot.views.ops.health import bar, verdict
from bot.views.ops.listing import listing
from bot.views.ops.operation import operation as head
from tests.views import limits
from tests.views.corpus import NOW, SYSTEM, TEXTS
from tests.views.ops_corpus import ID, NAMES, OPS, PLAN, STAGES, incident, operation, plan_of, stages

LATER = NOW + timedelta(seconds=30)
ATTACKS = (
    "```", "``", "`", "<!channel>", "<!here|x>", "<@U0MAL>", "<!subteam^S1|x>", "@here", "&lt;!channel>",
    "\n", "*Approved*", "<https://x.test|✅ done>", "<!date^0^x>", "\x1b[31m", "\u202e", "\r", "> ",
)  # fmt: skip
hostile = st.lists(st.one_of(st.sampled_from(ATTACKS), st.text(max_size=12)), max_size=60).map("".join)


def shown(name, plan=PLAN, system: System = OPS, **more):
    one = STAGES[name]
    return change(incident(one), one, plan if one.planned else None, system, LATER, NAMES, **more)


def elements(message):
    return [x for block in message.blocks if block["type"] == "actions" for x in block["elements"]]


def buttons(message):
    return [x["action_id"] for x in elements(message)]


def texts(message):
    return "\n".join(
        block["text"]["text"] for block in message.blocks if block["type"] in ("section", "header")
    )


def held(message):
    """Every code block is one: it opens the section, closes it, and no fence stands inside."""
    for block in message.blocks:
        text = block["text"]["text"] if block["type"] == "section" else ""
        if "```" in text:
            assert text.startswith("```\n")
            assert text.endswith("\n```")
            assert text.count("```") == 2
            assert "<" not in text


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_every_stage_fits_with_every_text(text):
    for name, one in stages(text):
        plan = plan_of(text) if one.planned else None
        for whole in (False, True):
            message = change(
                incident(one),
                one,
                plan,
                OPS,
                LATER,
                NAMES,
                Health(50, 3, 2, 1, 9),
                text,
                [text] * 9,
                whole=whole,
            )
            assert limits.of_message(message) == [], name
            held(message)
    many = tuple(replace(one, number=n) for n, (_, one) in enumerate([*stages(text)] * 3, 1))
    for message in (
        listing(incident(*many), LATER, NAMES),
        closing(incident(*many), LATER),
        head(operation(*many, title=text), OPS, LATER, NAMES),
        card(incident(*many), OPS, LATER),
    ):
        assert limits.of_message(message) == []


@settings(max_examples=150)
@given(hostile, hostile)
def test_no_text_leaves_its_code_block_or_calls_anyone(text, other):
    plan = replace(plan_of(text), diff=Words(other))
    for name, one in stages(text or "x"):
        message = change(incident(one), one, plan, OPS, LATER, {}, said=other, events=[text, other])
        assert limits.of_message(message) == [], name
        held(message)
        if one.stage not in (Stage.REJECTED, Stage.APPROVED) and not one.glass:
            assert "<@U0MAL>" not in str(message.blocks), name


def test_every_button_of_a_change_carries_its_random_id_and_nothing_else():
    seen = set()
    for name in STAGES:
        for element in elements(shown(name)):
            assert element["value"] == ID
            seen.add(element["action_id"])
    assert seen == {
        "approve_change", "reject_change", "withdraw_change", "break_glass", "replan_change", "undo_change",
    }  # fmt: skip
    for view in (listing(incident(STAGES["done"]), LATER), closing(incident(STAGES["done"]), LATER)):
        values = [block["accessory"]["value"] for block in view.blocks if "accessory" in block]
        assert values == [ID]


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("planning", ["withdraw_change"]),
        ("pending", ["approve_change", "reject_change", "withdraw_change", "break_glass"]),
        ("approved", ["reject_change", "withdraw_change"]),
        ("glass", ["withdraw_change"]),
        ("running", []),
        ("applied", ["undo_change"]),
        ("done", ["undo_change"]),
        ("undone", []),
        ("failed", ["undo_change"]),
        ("failed unsent", []),
        ("unknown", ["undo_change"]),
        ("drifted", ["replan_change"]),
        ("followed", []),
        ("refused", []),
        ("rejected", []),
        ("withdrawn", []),
        ("expired", ["replan_change"]),
    ],
)
def test_each_stage_offers_what_can_be_done_then(name, offered):
    assert buttons(shown(name)) == offered


def test_breaking_the_glass_is_offered_only_where_the_system_file_names_someone():
    assert "break_glass" in buttons(shown("pending"))
    assert "break_glass" not in buttons(shown("pending", system=SYSTEM))


def test_approve_asks_again_with_the_name_of_cluster_and_object():
    approve = elements(shown("pending"))[0]
    assert approve["style"] == "primary"
    assert approve["confirm"]["title"]["text"] == "Approve on Production EU?"
    assert "deployment/web in shop" in approve["confirm"]["text"]["text"]
    assert "9f2c4e11aabb" in approve["confirm"]["text"]["text"]
    assert elements(shown("danger"))[0]["confirm"]["style"] == "danger"


@pytest.mark.parametrize(
    "plan",
    [
        replace(PLAN, diff=Words("\n".join(f"+ {n}" for n in range(900)))),
        replace(PLAN, diff=Words("+ " + "x" * 9000)),
        replace(PLAN, diff=Words("&" * 2000)),
        replace(PLAN, warnings=(Words("careful"),) * 30),
        replace(PLAN, warnings=(Words("careful " * 200),)),
        None,
    ],
    ids=["many lines", "one long line", "escaped it is longer", "many warnings", "a long warning", "no plan"],
)
def test_what_cannot_be_read_whole_cannot_be_approved(plan):
    message = shown("pending", plan)
    assert "approve_change" not in buttons(message)
    assert "Not shown here" in texts(message)
    message = shown("pending", plan, whole=True)
    approve = elements(message)[0]
    assert approve["action_id"] == "approve_change"
    assert "read the file" in approve["text"]["text"]
    assert "Have you read the file?" in approve["confirm"]["text"]["text"]


def test_a_diff_is_shown_as_it_is():
    diff = "  spec:\n\n-   a: <nil> & [x](y)\n+   a: \t'`b``'\n "
    message = shown("pending", replace(PLAN, diff=Words(diff)))
    code = next(text for text in texts(message).split("```") if "nil" in text)
    assert code.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == f"\n{diff}\n"


def test_the_progress_is_a_strip_and_numbers():
    assert bar(Health(5, 2, 3, 2)) == "▰▰▰▱▱ 3 of 5 updated · 2 ready · 2 available"
    assert bar(Health(40, 0, 20, 0)).startswith("▰▰▰▰▰▱▱▱▱▱ 20 of 40")
    assert bar(Health(0, 2, 2, 2)) == "2 of 0 updated · 2 ready · 2 available"


@given(*[st.integers(-9, 200)] * 5)
def test_any_numbers_make_a_strip(wanted, ready, updated, available, restarts):
    strip = bar(Health(wanted, ready, updated, available, restarts)).split(" ")[0]
    assert len(strip) <= 10


@pytest.mark.parametrize(
    ("before", "now", "word"),
    [
        (Health(3, 1, 3, 1), Health(3, 3, 3, 3), "better"),
        (Health(3, 3, 3, 3), Health(3, 2, 3, 2), "worse"),
        (Health(3, 3, 3, 3, 9), Health(3, 3, 3, 3, 9), "unchanged"),
        (Health(3, 3, 3, 3, 9), Health(3, 3, 3, 3, 0), "better"),
        (Health(3, 3, 3, 3), Health(5, 5, 5, 5), "unchanged"),
    ],
)
def test_the_verdict_counts_missing_pods_before_restarts(before, now, word):
    assert verdict(before, now) == word


def test_the_card_names_what_still_stands():
    scaled = replace(STAGES["done"], number=4, action="scale")
    text = texts(card(incident(STAGES["done"], scaled), OPS, LATER))
    assert "*Open mitigations* 2 (rollback of web, scale of web)" in text
    assert "mitigations" not in texts(card(incident(STAGES["kept"]), OPS, LATER))


def test_nothing_left_standing_is_said():
    assert "Nothing of INC-7 still stands" in closing(incident(), LATER).text
    assert "No change was asked for" in listing(incident(), LATER).text
