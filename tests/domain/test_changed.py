"""When an incident is told of changes that Tocsin did not make, and when nobody looks."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import events as e
from bot.domain.followups import followups
from bot.domain.operations import Cluster, Operations
from bot.domain.policy import Service
from bot.domain.report_timeline import entries
from bot.domain.words import Words
from tests.story import SYSTEM, Story

PLACED = replace(
    SYSTEM,
    services=(Service("pay", workload="deployment/pay"), Service("docs")),
    operations=Operations(clusters=(Cluster("prod"),), cluster="prod", namespace="shop"),
)
BARE = replace(SYSTEM, operations=Operations())


def jobs(story: Story, at: int = -1) -> list[str]:
    """The effects that one fact asks for, the last if not said."""
    return [job.effect for job in followups(story.facts[at], story.state, story.system)]


def test_a_declare_begins_the_looking_and_the_card_the_list():
    story = Story(PLACED).declared(service="pay")
    assert jobs(story, 0) == ["open_channel", "look_outside"]
    assert "recent_changes" in jobs(story.given(e.Posted("card", "C1", "1.0")))


def test_nobody_looks_without_a_cluster_and_without_a_workload():
    assert jobs(Story(BARE).declared(), 0) == ["open_channel"]
    assert jobs(Story(PLACED).declared(service="docs"), 0) == ["open_channel"]
    assert "recent_changes" not in jobs(Story(BARE).declared().given(e.Posted("card", "C1", "1.0")))


def test_a_card_that_is_posted_anew_brings_no_second_list():
    story = Story(PLACED).declared(service="pay").given(e.Posted("card", "C1", "1.0"))
    story.given(e.Posted("changes", "C1", "1.1"), e.Posted("card", "C1", "1.2"))
    assert "recent_changes" not in jobs(story)


def test_an_outside_change_is_told_in_the_thread_and_stands_where_it_happened():
    story = Story(PLACED).declared(service="pay").given(e.Posted("card", "C1", "1.0"))
    when = story.now
    event = e.OutsideChange("deployment/pay", Words("pay pay:1 -> pay:2"), "kubectl-edit", when)
    story.at(5).given(event)
    told = [job for job in followups(story.facts[-1], story.state, PLACED) if job.effect == "tell"]
    assert [job.args["thread"] for job in told] == ["card"]
    rows, _ = entries(story.facts)
    assert next(row.at for row in rows if isinstance(row.fact.event, e.OutsideChange)) == when
