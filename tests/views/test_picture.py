"""The timeline picture: what is planned, that labels stay apart, and that its bytes never change."""

from __future__ import annotations

import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import events as e
from bot.domain.words import Words
from bot.views.picture import Pen, picture
from bot.views.picture_plan import Mark, plan
from bot.views.picture_style import WIDTH, fitted, flagged
from tests.domain.report_rescue import rescue
from tests.domain.report_story import NAMES, START, Story, full


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def zero() -> Story:
    story = Story().declared("P1")
    return story.say(e.Mitigated(story.now)).say(e.Resolved(story.now))


def days() -> Story:
    """Three days over the change to summer time in New York."""
    story = Story(datetime(2026, 3, 6, 22, 17, tzinfo=UTC)).declared("P3", "long " * 40)
    for hour in range(6, 72, 6):
        story.minute(60 * hour).say(e.UpdatePosted(Words("still slow")))
    return story.minute(4300).say(e.Resolved(story.now))


def strange() -> Story:
    story = Story().declared("P9", "支払い 🔥 $x^2$ \\frac{ <@UBO> \u202e", private=True).minute(9)
    return story.say(e.RoleAssigned("commander", "UANA")).minute(12).say(e.Cancelled(Words("no")))


@pytest.mark.parametrize("story", [full, rescue, zero, days, strange, lambda: Story().declared("P0")])
def test_a_picture_is_a_png_of_1600_pixels_and_always_the_same(story):
    told = story().report()
    first = picture(told, NAMES)
    width, height = size(first)
    assert (width, 700 < height < 1400) == (1600, True)
    assert picture(told, NAMES) == first
    assert b"tEXt" not in first
    assert b"tIME" not in first


def test_pictures_drawn_at_once_are_those_drawn_alone():
    told = [story().report() for story in (full, zero, days, strange)]
    alone = [picture(one, NAMES) for one in told]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda one: picture(one, NAMES), told)) == alone


def test_ten_thousand_events_are_drawn():
    story = Story().declared("P1")
    for n in range(10_000):
        story.minute(n / 20)
        match n % 4:
            case 0:
                story.say(e.UpdatePosted(Words("u")))
            case 1:
                story.say(e.RungClimbed(n, f"rung {n}", story.now), e.TOCSIN)
            case 2:
                story.say(
                    e.SeverityChanged("P0", "P1", False)
                    if n % 8 == 2
                    else e.SeverityChanged("P1", "P0", True)
                )
            case _:
                story.say(e.RoleAssigned("commander", f"U{n}"))
    assert size(picture(story.report(), NAMES))[0] == WIDTH


def test_matplotlib_is_imported_when_the_first_picture_is_drawn():
    code = "import sys, bot.views.picture; assert not any(m.startswith('matplotlib') for m in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_plan_shows_every_band_and_mark():
    drawn = plan(full().report(), NAMES)
    assert [bar.label for bar in drawn.severity] == ["P2", "P0"]
    assert [bar.label for bar in drawn.status][-1] == "resolved"
    assert [bar.label for bar in drawn.command] == ["Bo Lindqvist", "Cy | Young"]
    assert [mark.label for mark in drawn.milestones] == [
        "started 08:58", "detected 09:01", "declared 09:05", "acknowledged 09:08", "mitigated 10:55",
        "resolved 11:15",
    ]  # fmt: skip
    kinds = [mark.kind for mark in drawn.marks]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "update": 5,
        "missed": 3,
        "asked": 1,
        "rung": 2,
    }
    assert len(drawn.away) == 1


def test_what_happens_in_no_time_still_has_five_minutes_of_room():
    drawn = plan(zero().report(), NAMES)
    assert [mark.label for mark in drawn.milestones] == ["declared, mitigated, resolved 09:05"]
    assert 0.1 < drawn.milestones[0].at < 0.9
    assert 4 <= len(drawn.ticks) <= 8


def test_an_incident_that_goes_on_ends_now():
    drawn = plan(Story().declared().report(now=START + timedelta(minutes=37)), NAMES)
    assert drawn.milestones[-1].label == "now 09:42"
    assert drawn.status[-1].end == drawn.severity[-1].end == drawn.milestones[-1].at


def test_days_are_named_where_they_begin_and_the_skipped_hour_is_no_trouble():
    drawn = plan(days().report(), NAMES)
    assert [tick.day for tick in drawn.ticks if tick.day][:3] == ["Sat 7 Mar", "Sun 8 Mar", "Mon 9 Mar"]
    places = [tick.at for tick in drawn.ticks]
    assert places == sorted(places)
    assert drawn.milestones[0].label == "declared Fri 17:17"


def test_what_comes_after_the_end_is_not_in_the_picture():
    story = full()
    story.minute(20_000).say(e.ActionItemDone(1)).say(e.Closed())
    assert plan(story.report(), NAMES).ticks == plan(full().report(), NAMES).ticks


def test_a_milestone_of_another_year_does_not_squash_the_picture():
    story = zero().say(e.MilestoneSet("started", datetime(2001, 1, 1, tzinfo=UTC)))
    assert len(plan(story.report(), NAMES).milestones) == 1


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), max_size=9))
def test_no_label_of_a_milestone_touches_another_or_its_line(places):
    pen = Pen()
    flags = flagged(pen, [Mark(at, "milestone", f"acknowledged {n:02}:00") for n, at in enumerate(places)])
    apart = [(a, b) for n, a in enumerate(flags) for b in flags[n + 1 :]]
    assert not any(a.crosses(b) for a, b in apart)
    assert all(flag.right <= WIDTH for flag in flags)


@settings(deadline=None)
@given(st.text(max_size=60), st.floats(0, 600))
def test_a_fitted_label_fits(text, room):
    pen = Pen()
    label = fitted(pen, text, room, 30)
    assert not label or pen.width(label, 30) <= room
