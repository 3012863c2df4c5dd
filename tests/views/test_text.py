"""People's words become harmless, and cutting never tears what is seen as one thing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views import kit
from tests.views import limits
from tests.views.corpus import NOW, TEXTS

ANY = st.one_of(
    st.text(),
    st.text(alphabet="<>&!@#|^abU1C\u200d🏽🇩🇪é\u0301 \n"),
    st.sampled_from(list(TEXTS.values())),
)


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_nothing_people_write_calls_a_crowd_or_breaks_our_markup(text):
    for shown in (kit.escape(text), kit.escape(text, mentions=False), kit.words(text), kit.quote(text)):
        assert limits.of_message(kit.Message(shown or "–")) == [] or len(shown) > limits.TEXT
    assert not re.search(r"<![a-z]", kit.plain(text))


def test_a_person_stays_a_mention_and_a_group_becomes_words():
    assert kit.escape("<@U123> and <@U123|ada> in <#C1|inc>") == "<@U123> and <@U123> in <#C1>"
    assert kit.escape("<@U123>", mentions=False) == "@U123"
    assert kit.escape("<!subteam^S1|@oncall> <!channel>") == "@oncall @\u2060channel"


def test_links_keep_their_address_and_lose_their_brackets():
    assert kit.escape("<https://x.test/?a=1|the graph> <https://x.test/?a=1&b=2>") == (
        "the graph https://x.test/?a=1&amp;b=2"
    )


def test_control_characters_and_direction_overrides_vanish():
    assert kit.escape("a\x00b\u202ec\r\nd") == "abc\nd"


@given(ANY)
def test_escaping_is_total_and_leaves_only_our_own_tokens(text):
    escaped = kit.escape(text)
    assert "<" not in re.sub(r"<[@#][A-Z0-9]+>", "", escaped)
    assert "&" not in re.sub(r"&(?:amp|lt|gt);", "", escaped)


@given(ANY, st.integers(1, 80))
def test_a_cut_text_fits_and_tears_no_entity_and_no_token(text, limit):
    shown = kit.cut(kit.escape(text), limit)
    assert len(shown) <= limit
    rest = re.sub(r"<[@#][A-Z0-9]+>", "", shown)
    assert "<" not in rest
    assert "&" not in re.sub(r"&(?:amp|lt|gt);", "", rest)


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("ab &amp; cd", 6, "ab…"),
        ("ab &amp; cd", 10, "ab &amp;…"),
        ("hey <@U123456> you", 12, "hey…"),
        ("👩‍🚒👩‍🚒", 4, "👩‍🚒"[:3] + "…"),
        ("👩‍🚒👩‍🚒", 3, "…"),
        ("👍🏽👍🏽", 3, "👍🏽…"),
        ("👍🏽👍🏽", 2, "…"),
        ("🇩🇪🇫🇷", 4, "🇩🇪🇫🇷"),
        ("🇩🇪🇫🇷x", 4, "🇩🇪…"),
        ("cafe\u0301s", 5, "caf…"),
    ],
)
def test_a_cut_falls_between_letters(text, limit, shown):
    assert kit.cut(text, limit) == shown


def test_times_are_tokens_that_fall_back_to_utc():
    berlin = datetime(2026, 3, 4, 15, 2, tzinfo=timezone(timedelta(hours=1)))
    assert kit.when(berlin) == f"<!date^{int(NOW.timestamp())}^{{time}}|14:02 UTC>"
    assert kit.when(NOW, kit.DAY_TIME).endswith("|4 Mar, 14:02 UTC>")
    assert kit.when(NOW, kit.DAY).endswith("|4 Mar 2026>")


def test_a_far_time_says_its_day_too():
    assert "{time}|" in kit.near(NOW, NOW + timedelta(hours=2))
    assert "date_short_pretty" in kit.near(NOW, NOW + timedelta(days=2))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "under a minute"),
        (59, "under a minute"),
        (-5, "under a minute"),
        (60, "1 min"),
        (7500, "2 h 5 min"),
        (90_000, "1 d 1 h"),
        (86_400 * 3, "3 d"),
        (86_400 + 300, "1 d 5 min"),
    ],
)
def test_a_span_is_said_in_its_two_largest_units(seconds, said):
    assert kit.lasted(timedelta(seconds=seconds)) == said


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ("U0ADA", "<@U0ADA>"),
        ("W0BO", "<@W0BO>"),
        ("S0ONCALL", "<!subteam^S0ONCALL>"),
        ("tocsin", "Tocsin"),
        ("@oncall", "<!subteam^S7>"),
        ("eve@shop.test", "eve@shop.test"),
        ("<!channel>", "@\u2060channel"),
    ],
)
def test_people_and_groups_are_called_by_id_and_named_otherwise(who, shown):
    assert kit.mention(who, {"@oncall": "S7"}) == shown


def test_a_day_is_written_in_utc_at_midnight():
    assert kit.when(datetime(2026, 1, 1, tzinfo=UTC), kit.DAY).endswith("|1 Jan 2026>")
