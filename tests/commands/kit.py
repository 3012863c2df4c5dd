"""A small catalogue and the contexts the tests of the grammar read their rows against."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.policy import Catalog, Field, Kind, Role, Rung, Service, Severity, System
from commands.grammar import Context, parse

NOW = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)
"""A Wednesday."""

CLOUD = System(
    "smartcloudops",
    "SmartCloudOps",
    channels=("C0OPS",),
    severities=tuple(
        Severity(f"P{rank}", rank, aliases=(f"sev{rank}",), ladder=(Rung(timedelta(), "on call"),))
        for rank in range(4)
    ),
    kinds=(Kind("outage", "Outage"), Kind("security", "Security", "P1", private=True)),
    services=(Service("checkout", aliases=("pay",)), Service("search")),
    roles=(
        Role("commander", "Incident commander", ("ic",)),
        Role("communications", "Communications lead", ("comms",)),
        Role("scribe", "Scribe"),
    ),
    impact=(Field("users_affected", "Users affected"), Field("cost", "Cost"), Field("downtime", "Downtime")),
)
SHOP = System(
    "boutique",
    "Online Boutique",
    severities=(Severity("Critical", 0, aliases=("crit",)), Severity("High", 1), Severity("Low", 2)),
    services=(Service("cart"), Service("search")),
)

ONE = Context(Catalog((CLOUD,)), NOW, "UTC", None, "U0ME")
"""One system: nothing needs to be named."""
TWO = Context(Catalog((SHOP, CLOUD)), NOW, "UTC", None, "U0ME")
"""Two systems, and the place belongs to neither."""
HERE = replace(TWO, system="smartcloudops")
"""Two systems, in a channel of the second."""
BERLIN = replace(ONE, zone="Europe/Berlin")
EMPTY = Context(Catalog(), NOW)


def read(text: str, context: Context) -> Any:
    """What `text` means, for a look at one of its fields."""
    return parse(text, context)
