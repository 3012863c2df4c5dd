"""What people really type at 3 a.m., what attackers type, and incidents made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from bot.domain import events as e
from bot.domain import policy
from bot.domain.incident import (
    ActionItem,
    Climb,
    Incident,
    Status,
    Update,
    Watch,
)
from bot.domain.people import Summary
from bot.domain.stream import Channel, Parked
from bot.domain.words import Words

NOW = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)

TEXTS = {
    "plain": "Checkout 5xx on /pay",
    "very long": "the pool is exhausted " * 455,
    "one long word": "x" * 10_000,
    "right to left": "الدفع متوقف في جميع المناطق " * 30,
    "emoji only": "🔥👩‍🚒🇩🇪👍🏽" * 400,
    "flags": "🇩🇪🇫🇷🇬🇧" * 300,
    "zalgo": "p\u0301\u0302\u0303\u0304\u0305" * 600,
    "crowd": "<!channel> <!here|here> <!everyone> @channel @HERE <!subteam^S123|@oncall>",
    "nested": "<<!channel>!here> <!<!channel>channel> <@<!here>U1> <#<@U1>C1>",
    "mentions": "ask <@U123> and <@U123|ada> in <#C123|inc-7>, see <https://x.test/a?b=1&c=2|the graph>",
    "markup": "a < b && c > d *bold* _it_ `code` ```block``` &amp; &lt; > quote",
    "entities": "&" * 4000,
    "brackets": "<" * 3100 + ">" * 3100,
    "control": "a\x00b\x1b[31mred\x07\r\nline\u2028two\u202eevil\u2066x\ue000@U1\ue001",
    "surrogate": "half \ud83d of an emoji",
    "look-alikes": "Сheсkоut ⅾоwn … “p1” — ‘now’",
    "blank": " \t\n ",
    "many lines": "line\n" * 1000,
    "date token": "<!date^0^{date}|never> <!date^1^https://evil.test|x>",
}

ADDRESSES = {"@oncall": "S0ONCALL", "ada@shop.test": "U0ADA", "U0ADA": "Ada"}

LADDER = (
    policy.Rung(timedelta(0), "On-call", ("@oncall",)),
    policy.Rung(timedelta(minutes=5), "Second on-call", ("U0BO", "nobody@shop.test")),
    policy.Rung(timedelta(minutes=30), "CTO", ("ada@shop.test",)),
)

SYSTEM = policy.System(
    id="shop",
    name="Shop",
    zone="Europe/Berlin",
    announce="#incidents",
    severities=(
        policy.Severity("P1", 0, "Customers cannot pay", ("sev1",), timedelta(minutes=5),
                        timedelta(minutes=15), LADDER, ("@oncall",), ("@oncall",)),
        policy.Severity("P2", 1, "Some customers are slowed down", (), None, timedelta(minutes=60)),
        policy.Severity("P3", 2, "Nobody outside notices", postmortem=False),
    ),
    kinds=(policy.Kind("outage", "Outage"), policy.Kind("security", "Security", "P1", True)),
    services=(policy.Service("checkout", "Checkout"), policy.Service("search")),
    roles=(
        policy.Role("commander", "Incident commander", duties="Decides, delegates, keeps the overview."),
        policy.Role("communications", "Communications lead", ("comms",)),
    ),
    contacts=(
        policy.Contact("dba", "Database on-call", "team", "@oncall", phone="+49 30 1234"),
        policy.Contact("cloud", "Cloud vendor", "vendor", email="help@cloud.test", note="Contract 7 & 8"),
    ),
    links=(policy.Link("Dashboards", "https://grafana.test/d/1", ":bar_chart:"),
           policy.Link("Status page", "https://status.test")),
    impact=(policy.Field("users_affected", "Users affected"), policy.Field("downtime", "Downtime")),
)  # fmt: skip

DECLARED = Incident(
    id="5f2a",
    ref="INC-7",
    system="shop",
    title=Words("Checkout 5xx on /pay"),
    severity="P1",
    declared_by="U0ADA",
    declared_at=NOW,
    watch=Watch(NOW),
    climb=Climb(NOW, 1, (0,)),
    service="checkout",
    kind="outage",
    channel=Channel("C0INC7", "inc-7-checkout"),
    milestones={"declared": NOW},
    zones={"U0ADA": "Europe/Berlin"},
)


def states(text: str = "Checkout 5xx on /pay") -> Iterator[tuple[str, Incident]]:
    """One incident in every state the views tell apart, all of its words being `text`."""
    said = Words(text)
    base = replace(DECLARED, title=said)
    led = replace(
        base,
        acknowledged_by="U0BO",
        roles={"commander": "U0BO", "communications": "U0CY", "witness": "U0DI"},
        update=Update(said, said, NOW + timedelta(minutes=10), "U0CY"),
        impact={"users_affected": said, "unasked": said},
        milestones=base.milestones | {"started": NOW - timedelta(days=1), "acknowledged": NOW},
        items=(ActionItem(1, said, "U0BO", NOW + timedelta(days=2)), ActionItem(2, said, done=True)),
        parked={"j1": Parked("pin_card", "too_many_pins"), "j2": Parked("new_thing", text)},
    )
    mitigated = replace(led, milestones=led.milestones | {"mitigated": NOW + timedelta(minutes=20)})
    ended = replace(
        mitigated,
        status=Status.RESOLVED,
        resolution=said,
        ended_at=NOW + timedelta(minutes=45),
        milestones=mitigated.milestones | {"resolved": NOW + timedelta(minutes=45)},
    )
    yield "declared", base
    yield "no channel", replace(base, channel=None, service=None, kind=None)
    yield "unknown severity", replace(base, severity=text[:40] or "?", service=text[:40], kind=text[:40])
    yield "ladder climbed", replace(base, climb=Climb(NOW, 3, (0, 1, 2), True), private=True)
    yield "acknowledged", replace(base, acknowledged_by="U0BO", drill=True)
    yield "led", led
    yield "snoozed", replace(led, watch=Watch(NOW, snoozed_until=NOW + timedelta(hours=3)))
    yield "crowded", _crowded(led, said)
    yield "mitigated", replace(mitigated, status=Status.MONITORING)
    yield "resolved", ended
    yield "resolved drill", replace(ended, drill=True, drafts=2)
    yield "closed", replace(ended, status=Status.CLOSED, postmortem_done=True)
    yield "cancelled", replace(base, status=Status.CANCELLED, ended_at=NOW + timedelta(minutes=3))
    yield "duplicate", replace(base, status=Status.DUPLICATE, duplicate_of=text[:80], ended_at=NOW)


def _crowded(incident: Incident, said: Words) -> Incident:
    """Sixty responders, sixty roles, a hundred action items, forty failed jobs, twenty figures."""
    people = tuple(f"U{n:05}" for n in range(60))
    return replace(
        incident,
        responders=people,
        roles={"commander": "U00001"} | {f"{said[:60]}{n}": who for n, who in enumerate(people)},
        items=tuple(ActionItem(n, said, people[n % 60], NOW) for n in range(1, 101)),
        parked={f"{said[:300]}{n}": Parked(f"{said[:100]}{n}", said) for n in range(40)},
        impact={f"{said[:60]}{n}": said for n in range(20)},
    )


def summary(text: str, **changed: Any) -> Summary:
    """A row of a list whose words are `text`."""
    row = Summary("5f2a", "INC-7", "shop", text, "P1", "investigating", False, False, "C0INC7", "U0BO", NOW)
    return replace(row, **changed)


def facts(text: str = "Checkout 5xx on /pay") -> Iterator[e.Fact]:
    """One fact of every kind, every text in it being `text`; then each again with its defaults."""
    for seq, kind in enumerate(e.KINDS.values(), 1):
        yield e.Fact(seq, NOW + timedelta(minutes=seq), "U0ADA", _filled(kind, text))
        required = {f.name: _fill(_hints(kind)[f.name], f.name, text) for f in fields(kind) if _needed(f)}
        yield e.Fact(seq, NOW + timedelta(minutes=seq), e.TOCSIN, kind(**required), "clock")


def event_strategy() -> st.SearchStrategy[e.Event]:
    """Any event at all, with any text and any aware time in it."""
    return st.one_of(
        [
            st.builds(kind, **{name: _drawn(hint) for name, hint in _hints(kind).items()})
            for kind in e.KINDS.values()
        ]
    )


def _filled(kind: type, text: str) -> Any:
    return kind(**{name: _fill(hint, name, text) for name, hint in _hints(kind).items()})


def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {f.name: hints[f.name] for f in fields(kind)}


def _needed(field: Any) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _fill(hint: Any, name: str, text: str) -> Any:
    if get_origin(hint) in (Union, UnionType):
        return _fill(next(one for one in get_args(hint) if one is not type(None)), name, text)
    if get_origin(hint) is tuple:
        return tuple(_fill(get_args(hint)[0], name, text) for _ in range(60))
    if get_origin(hint) is dict:
        return {f"{text[:50]}{n}": text for n in range(20)}
    if hint is str and name in ("person", "previous", "owner", "author", "by"):
        return "U0BO"
    if isinstance(hint, type) and is_dataclass(hint):
        return _filled(hint, text)
    plain: dict[Any, Any] = {
        Any: text, str: text, Words: Words(text), bool: True, int: 2, datetime: NOW + timedelta(minutes=15),
        date: NOW.date(), time: time(9),
    }  # fmt: skip
    return plain[hint]


def _drawn(hint: Any) -> st.SearchStrategy[Any]:
    if get_origin(hint) in (Union, UnionType):
        return st.one_of([st.none() if one is type(None) else _drawn(one) for one in get_args(hint)])
    if get_origin(hint) is tuple:
        return st.lists(_drawn(get_args(hint)[0]), max_size=12).map(tuple)
    if get_origin(hint) is dict:
        return st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=4)
    if isinstance(hint, type) and is_dataclass(hint):
        return st.builds(hint, **{name: _drawn(one) for name, one in _hints(hint).items()})
    plain: dict[Any, st.SearchStrategy[Any]] = {
        Any: st.text(max_size=20),
        str: st.text(max_size=60),
        Words: st.text(max_size=200).map(Words),
        bool: st.booleans(),
        int: st.integers(-5, 500),
        datetime: st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    }
    return plain[hint]
