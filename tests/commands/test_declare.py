"""What `declare` understands, one row a way of typing it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain import commands
from commands.grammar import Mistake, OpenModal, parse
from tests.commands.kit import BERLIN, EMPTY, HERE, ONE, TWO, read

Declare: Any = commands.Declare
CLOUD, SHOP = "smartcloudops", "boutique"


def at(day, hour, minute):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        ("declare p1 checkout 5xx on /pay", Declare(CLOUD, "p1", "checkout 5xx on /pay", "checkout")),
        ("declare P1 Checkout down", Declare(CLOUD, "p1", "Checkout down", "checkout")),
        ("declare checkout 5xx on /pay p1", Declare(CLOUD, "p1", "checkout 5xx on /pay", "checkout")),
        ("declare sev2 disk full", Declare(CLOUD, "sev2", "disk full")),
        ("declare sev 2 disk full", Declare(CLOUD, "sev2", "disk full")),
        ("declare p1: disk full", Declare(CLOUD, "p1", "disk full")),
        ("declare p1 smartcloudops disk full", Declare(CLOUD, "p1", "disk full")),
        ("declare smartcloudops p1 disk full", Declare(CLOUD, "p1", "disk full")),
        ("declare p1 pay is slow", Declare(CLOUD, "p1", "pay is slow", "checkout")),
        ("declare p1 disk full --drill", Declare(CLOUD, "p1", "disk full", drill=True)),
        ("declare --drill p1 disk --private full", Declare(CLOUD, "p1", "disk full", None, None, True, True)),
        ("declare p1 disk full —private", Declare(CLOUD, "p1", "disk full", private=True)),
        ("declare p1 disk full –drill", Declare(CLOUD, "p1", "disk full", drill=True)),
        ("declare p1 disk full -private", Declare(CLOUD, "p1", "disk full", private=True)),
        ("declare p1 disk full −－drill", Declare(CLOUD, "p1", "disk full", drill=True)),
        ("declare --kind security key leaked", Declare(CLOUD, None, "key leaked", kind="security")),
        ("declare --kind=security key leaked", Declare(CLOUD, None, "key leaked", kind="security")),
        ("declare p2 --kind “security” key leaked", Declare(CLOUD, "p2", "key leaked", kind="security")),
        ("declare p1 --service pay slow", Declare(CLOUD, "p1", "slow", "checkout")),
        ("declare p1 slow --at 14:02", Declare(CLOUD, "p1", "slow", at=at(25, 14, 2))),
        ("declare p1 --at 2:02pm slow", Declare(CLOUD, "p1", "slow", at=at(25, 14, 2))),
        ("declare p1 --at 10 min ago slow", Declare(CLOUD, "p1", "slow", at=at(25, 14, 20))),
        ("declare p1 --at yesterday 23:50 slow", Declare(CLOUD, "p1", "slow", at=at(24, 23, 50))),
        ("declare p1 --at=now-10m slow", Declare(CLOUD, "p1", "slow", at=at(25, 14, 20))),
        ('declare p1 "search" is slow', Declare(CLOUD, "p1", '"search" is slow')),
        ("declare p1 “search is slow”", Declare(CLOUD, "p1", "search is slow", None)),
        ("declare p1 ＦＵＬＬ width stays", Declare(CLOUD, "p1", "ＦＵＬＬ width stays")),
        ("ｄｅｃｌａｒｅ ｐ１ disk", Declare(CLOUD, "p1", "disk")),
        ("declare\u00a0p1\u00a0disk\u200b full\ufeff", Declare(CLOUD, "p1", "disk full")),
        ("declare p1 a\x00b\x1bc", Declare(CLOUD, "p1", "abc")),
        ("declare p1 a &lt;b&gt; &amp;amp;", Declare(CLOUD, "p1", "a <b> &amp;")),
        ("declare p1 <!channel> down", Declare(CLOUD, "p1", "@channel down")),
        ("declare p1 <https://a.io/x|a.io/x> down", Declare(CLOUD, "p1", "a.io/x down")),
        ("declare p1 <mailto:a@b.io|a@b.io> bounces", Declare(CLOUD, "p1", "a@b.io bounces")),
        ("declare p1 <@U1|ana> cannot log in", Declare(CLOUD, "p1", "<@U1> cannot log in")),
        ("declare p1 killed --oom-score 9", Declare(CLOUD, "p1", "killed --oom-score 9")),
        ("declare p1 two\nlines", Declare(CLOUD, "p1", "two lines")),
        ("declare p1 👩\u200d💻 cannot work", Declare(CLOUD, "p1", "👩\u200d💻 cannot work")),
        ("declare p1 :fire:", Declare(CLOUD, "p1", ":fire:")),
    ],
)
def test_declare_is_understood_with_one_system(text, declared):
    assert parse(text, ONE) == declared


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        ("declare critical cart broken", Declare(SHOP, "critical", "cart broken", "cart")),
        ("declare crit online boutique broken", Declare(SHOP, "crit", "broken")),
        ("declare Online-Boutique high slow", Declare(SHOP, "high", "slow")),
        ("declare high --system boutique search slow", Declare(SHOP, "high", "search slow", "search")),
        ("declare p1 checkout slow", Declare(CLOUD, "p1", "checkout slow", "checkout")),
    ],
)
def test_the_system_or_a_service_of_one_system_decides_among_several(text, declared):
    assert parse(text, TWO) == declared


def test_the_place_decides_which_of_two_services_of_one_name_is_meant():
    assert parse("declare p1 search slow", HERE) == Declare(CLOUD, "p1", "search slow", "search")


@pytest.mark.parametrize(
    ("text", "context", "prefill"),
    [
        ("declare", ONE, {"system": CLOUD}),
        ("declare", TWO, {}),
        ("declare p1", ONE, {"system": CLOUD, "severity": "p1"}),
        ("declare disk full", ONE, {"system": CLOUD, "title": "disk full"}),
        ("declare p1 search slow", TWO, {"severity": "p1", "title": "search slow"}),
        ("declare p1 disk --drill", TWO, {"severity": "p1", "title": "disk", "drill": True}),
        ("declare p1 --at 14:02", ONE, {"system": CLOUD, "severity": "p1", "at": at(25, 14, 2)}),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(text, context, prefill):
    assert parse(text, context) == OpenModal("declare", prefill)


@pytest.mark.parametrize(
    ("text", "context", "says"),
    [
        ("declare p9 disk", ONE, "Choose one of: P0, P1, P2, P3"),
        ("declare high disk", HERE, "SmartCloudOps has no severity `high`"),
        ("declare p1 --kind secrity x", ONE, "Its kinds: outage, security"),
        ("declare p1 --system cloud x", TWO, "Systems: boutique, smartcloudops"),
        ("declare p1 --service chekout x", ONE, "Services: checkout, search"),
        ("declare p1 disk —privat", ONE, "Did you mean `--private`?"),
        ("declare p1 disk --at 25:99", ONE, "is not a time I can read"),
        ("declare p1 disk --at", ONE, "The time is missing"),
        ("declare p1 disk --at 2030-01-01 10:00", ONE, "lies ahead"),
        ("declare p1 disk --kind", ONE, "needs a word after it"),
        ("declare p1 --kind --drill x", ONE, "needs a word after it"),
        ("declare p1 x", EMPTY, "No system is set up yet"),
    ],
)
def test_a_mistake_says_what_to_write(text, context, says):
    answer = parse(text, context)
    assert isinstance(answer, Mistake)
    assert says in answer.message
    assert answer.nearest


def test_a_bare_time_is_the_most_recent_one_in_the_persons_own_zone():
    assert read("declare p1 x --at 15:10", BERLIN).at == at(25, 14, 10)
    assert read("declare p1 x --at 16:10", BERLIN).at == at(24, 15, 10)


def test_a_very_long_title_is_kept_whole_for_the_rules_to_cut():
    assert len(read("declare p1 " + "word " * 2000, ONE).title) == 9_999
