"""Times as people say them: their own zone, the nearest one, also on the two nights clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from commands.grammar.times import ahead, length, past
from tests.commands.kit import NOW

BERLIN, YORK = "Europe/Berlin", "America/New_York"


def utc(*parts):
    return datetime(*parts).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "meant"),
    [
        ("14:02", "UTC", utc(2026, 11, 25, 14, 2)),
        ("14.02", "UTC", utc(2026, 11, 25, 14, 2)),
        ("14:02:30", "UTC", utc(2026, 11, 25, 14, 2, 30)),
        ("at 2:02pm", "UTC", utc(2026, 11, 25, 14, 2)),
        ("2:02 PM", "UTC", utc(2026, 11, 25, 14, 2)),
        ("2pm", "UTC", utc(2026, 11, 25, 14, 0)),
        ("12am", "UTC", utc(2026, 11, 25, 0, 0)),
        ("12:15pm", "UTC", utc(2026, 11, 25, 12, 15)),
        ("23:50", "UTC", utc(2026, 11, 24, 23, 50)),
        ("23:50", BERLIN, utc(2026, 11, 24, 22, 50)),
        ("9:00", YORK, utc(2026, 11, 25, 14, 0)),
        ("10:00", YORK, utc(2026, 11, 24, 15, 0)),
        ("14:02 UTC", BERLIN, utc(2026, 11, 25, 14, 2)),
        ("14:02Z", BERLIN, utc(2026, 11, 25, 14, 2)),
        ("14:02+02:00", "UTC", utc(2026, 11, 25, 12, 2)),
        ("now", "UTC", NOW),
        ("10 min ago", "UTC", NOW - timedelta(minutes=10)),
        ("an hour ago", "UTC", NOW - timedelta(hours=1)),
        ("1h 30m ago", "UTC", NOW - timedelta(minutes=90)),
        ("now-10m", "UTC", NOW - timedelta(minutes=10)),
        ("now – 10 min", "UTC", NOW - timedelta(minutes=10)),
        ("yesterday 23:50", "UTC", utc(2026, 11, 24, 23, 50)),
        ("23:50 yesterday", "UTC", utc(2026, 11, 24, 23, 50)),
        ("yesterday at 9am", BERLIN, utc(2026, 11, 24, 8, 0)),
        ("today 14:02", "UTC", utc(2026, 11, 25, 14, 2)),
        ("today 20:00", "UTC", utc(2026, 11, 25, 20, 0)),
        ("monday 9:00", "UTC", utc(2026, 11, 23, 9, 0)),
        ("wed 15:00", "UTC", utc(2026, 11, 18, 15, 0)),
        ("2026-11-20 14:02", "UTC", utc(2026, 11, 20, 14, 2)),
        ("2026-11-20T14:02Z", BERLIN, utc(2026, 11, 20, 14, 2)),
        ("2026-11-20T14:02:11.123456+00:00", "UTC", utc(2026, 11, 20, 14, 2, 11)),
        ("20 nov 14:02", "UTC", utc(2026, 11, 20, 14, 2)),
        ("Nov 20, 2025 14:02", "UTC", utc(2025, 11, 20, 14, 2)),
        ("dec 31 23:00", "UTC", utc(2025, 12, 31, 23, 0)),
        ("１４：０２", "UTC", utc(2026, 11, 25, 14, 2)),
    ],
)
def test_what_happened_is_the_most_recent_such_moment(text, zone, meant):
    assert past(text, NOW, zone) == meant


@pytest.mark.parametrize(
    ("text", "zone", "meant"),
    [
        ("15m", "UTC", NOW + timedelta(minutes=15)),
        ("in 2 hours", "UTC", NOW + timedelta(hours=2)),
        ("14:30", "UTC", utc(2026, 11, 26, 14, 30)),
        ("14:31", "UTC", utc(2026, 11, 25, 14, 31)),
        ("today", "UTC", utc(2026, 11, 25, 17, 0)),
        ("eod", BERLIN, utc(2026, 11, 25, 16, 0)),
        ("tomorrow 17:00", "UTC", utc(2026, 11, 26, 17, 0)),
        ("friday", "UTC", utc(2026, 11, 27, 17, 0)),
        ("next friday", "UTC", utc(2026, 11, 27, 17, 0)),
        ("wednesday", "UTC", utc(2026, 11, 25, 17, 0)),
        ("wednesday 9:00", "UTC", utc(2026, 12, 2, 9, 0)),
        ("2026-11-25", BERLIN, utc(2026, 11, 25, 16, 0)),
        ("2026-12-01 9:00", YORK, utc(2026, 12, 1, 14, 0)),
        ("5 jan", "UTC", utc(2027, 1, 5, 17, 0)),
        ("2020-01-01", "UTC", utc(2020, 1, 1, 17, 0)),
    ],
)
def test_what_is_due_is_the_next_such_moment(text, zone, meant):
    assert ahead(text, NOW, zone) == meant


@pytest.mark.parametrize(
    "text",
    ["", "soon", "14", "24:00", "14:60", "13pm", "0am", "2026-02-30 10:00", "2026-13-01 10:00", "money 10:00",
     "0000-01-01 10:00", "noon-ish", "ago", "ago 10m", "10 ago", "now-", "yesterday 10:00 today", "1:2:3:4",
     "\x00", "٢:٠٢x", "m" * 5000, "9999-12-31 23:59 +24:00 x"],
)  # fmt: skip
def test_what_is_no_time_is_none(text):
    assert past(text, NOW, BERLIN) is None


@pytest.mark.parametrize(
    ("clock", "now", "meant"),
    [
        ("02:30", utc(2026, 3, 29, 6, 0), utc(2026, 3, 29, 1, 30)),
        ("02:30", utc(2026, 10, 25, 6, 0), utc(2026, 10, 25, 1, 30)),
        ("02:30", utc(2026, 10, 25, 0, 45), utc(2026, 10, 25, 0, 30)),
    ],
    ids=["skipped hour", "doubled hour, later one", "doubled hour, between the two"],
)
def test_the_nights_when_clocks_change(clock, now, meant):
    assert past(clock, now, BERLIN) == meant


def test_a_due_time_in_the_doubled_hour_is_the_first_that_is_still_to_come():
    assert ahead("02:30", utc(2026, 10, 25, 0, 0), BERLIN) == utc(2026, 10, 25, 0, 30)
    assert ahead("02:30", utc(2026, 10, 25, 0, 45), BERLIN) == utc(2026, 10, 25, 1, 30)


def test_an_unknown_zone_is_read_as_utc():
    assert past("14:02", NOW, "Moon/Base") == past("14:02", NOW, "../etc") == utc(2026, 11, 25, 14, 2)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("10m", 600), ("1h30m", 5400), ("1h 30m", 5400), ("2 days", 172_800), ("90 sec", 90), ("a minute", 60)],
)
def test_a_length_of_time(text, seconds):
    assert length(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "0m", "m", "10", "10x", "10m x", "999999 w", "9" * 30 + "m"])
def test_what_is_no_length_of_time(text):
    assert length(text) is None
