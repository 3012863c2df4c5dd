"""How the channel hears who does what: acknowledged, roles, people who could not be invited."""

from __future__ import annotations

from bot.domain import events as e
from bot.domain.policy import COMMANDER_ROLE
from bot.views import kit, phrases
from bot.views.said.scene import Scene, Teller, line


def acknowledged(s: Scene, event: e.Acknowledged) -> kit.Message | None:
    """Silent when the same person took command with it, which says more."""
    if phrases.commander(s.incident) == s.fact.actor:
        return None
    wanted = s.incident.status.open and phrases.commander(s.incident) is None
    button = phrases.command_button(s.incident, "primary") if wanted else None
    ask = " Nobody has command yet." if wanted else ""
    return line(f"{s.actor} has acknowledged. The escalation stops here.{ask}", button)


def role_assigned(s: Scene, event: e.RoleAssigned) -> kit.Message:
    label = phrases.role_word(s.system, event.role)
    own = event.person == s.fact.actor
    if event.role == COMMANDER_ROLE:
        said = f"*{s.mention(event.person)} has command*"
    else:
        said = f"{s.mention(event.person)} is now *{label}*"
    if event.previous and event.previous != event.person:
        said += f", taking over from {s.mention(event.previous)}"
    said += "." if own else f" (given by {s.actor})."
    role = s.system.role(event.role)
    return line(said + (f" {kit.words(role.duties, 300)}" if role and role.duties else ""))


def role_released(s: Scene, event: e.RoleReleased) -> kit.Message:
    label = phrases.role_word(s.system, event.role)
    why = f" ({kit.words(event.why, 200)})" if event.why else ""
    said = f"{s.mention(event.person)} is no longer {label}{why}. Nobody is right now."
    wanted = event.role == COMMANDER_ROLE and s.incident.status.open and not phrases.commander(s.incident)
    return line(said, phrases.command_button(s.incident, "primary") if wanted else None)


def people_invited(s: Scene, event: e.PeopleInvited) -> kit.Message | None:
    """Slack itself shows who joined; told is only who could not."""
    if not event.missing:
        return None
    named = [f"{s.mention(who)} ({kit.words(why, 80)})" for who, why in list(event.missing.items())[:10]]
    more = len(event.missing) - len(named)
    rest = f" and {more} more" if more else ""
    return line(f"⚠️ I could not invite {', '.join(named)}{rest}. Please add or call them by hand.")


TELLERS: dict[type, Teller] = {
    e.Acknowledged: acknowledged,
    e.RoleAssigned: role_assigned,
    e.RoleReleased: role_released,
    e.PeopleInvited: people_invited,
}
