"""What a system has when its file does not say: ten lines are enough to start. `build` fills these in."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.policy import COMMANDER, COMMANDER_ROLE, COMMUNICATIONS_ROLE, RESPONDERS, Field, Kind, Role

ROLES = (
    Role(
        COMMANDER_ROLE,
        "Incident commander",
        ("ic", "incident-commander"),
        "Leads the response, decides, and hands work to others.",
    ),
    Role(
        COMMUNICATIONS_ROLE,
        "Communications lead",
        ("comms", "communications-lead"),
        "Posts the status updates and answers those who ask.",
    ),
    Role(
        "operations", "Operations lead", ("ops", "operations-lead"), "Carries out the changes to the system."
    ),
    Role("scribe", "Scribe", ("notes",), "Keeps the timeline complete while the others work."),
)

KINDS = (
    Kind("outage", "Outage"),
    Kind("security", "Security", private=True),
    Kind("data", "Data loss or corruption"),
    Kind("slo-breach", "SLO breach"),
)

IMPACT = (
    Field("users", "Users affected"),
    Field("downtime", "Downtime"),
    Field("data-loss", "Data loss"),
    Field("cost", "Cost"),
)

QUESTIONS = (
    "What was the root cause, and what set it off?",
    "How did we notice, and could we have noticed earlier?",
    "What helped us, and what held us up?",
    "What keeps this from happening again?",
)

PERMISSIONS = {"redact": (COMMANDER, RESPONDERS)}

POSTMORTEM_DUE = timedelta(hours=48)


def update_every(rank: int) -> timedelta:
    """How often an update is due: 15 minutes for the two worst severities, then 30, then 60."""
    return timedelta(minutes={0: 15, 1: 15, 2: 30}.get(rank, 60))
