"""Checks that every decision about a cluster shares: is the person mapped, is the stop switch on."""

from __future__ import annotations

from bot.domain.deciding.context import Context
from bot.domain.incident import Incident
from bot.domain.operations import Identity
from bot.domain.policy import System
from bot.domain.stream import Stream
from bot.errors import Refused

TOP_SEVERITIES = 2


def must_be_reachable(system: System, context: Context) -> Identity:
    """Who the actor is to the clusters; Refused for someone the system file does not map."""
    identity = system.operations.identity(context.actor)
    if identity is not None:
        return identity
    if not context.actor.known:
        raise Refused("I am still looking up who you are. Try again in a moment.")
    raise Refused(
        "You can read here but not change anything: the system file does not say who you are to the "
        "cluster. Ask its owners to add you under `operations: identities:`."
    )


def must_not_be_frozen(system: System, namespace: str, context: Context) -> None:
    """Refused while a stop switch covers the place, with who threw it and why."""
    for freeze in context.freezes:
        if freeze.stops(system.id, namespace):
            what = f"namespace {freeze.namespace}" if freeze.namespace else (freeze.system or "every system")
            raise Refused(
                f"Changes to {what} are frozen by <@{freeze.by}>: {freeze.why}. "
                "`/ops thaw` lifts it, if you may."
            )


def worst(s: Stream, system: System) -> bool:
    """Whether `s` is an incident of one of the two top severities."""
    severity = system.severity(s.severity) if isinstance(s, Incident) else None
    return severity is not None and severity.rank < TOP_SEVERITIES
