"""Changes of people and user groups in the workspace, so that rows stay current. Called by `register`."""

from __future__ import annotations

from bot.domain.people import Person
from bot.usecases import people
from commands.door import Heard, at, word


async def user_changed(heard: Heard) -> None:
    user = at(heard.body, "event", "user")
    if word(user, "id"):
        await people.changed(heard.desk, heard.asker.key, person_of(user))


def person_of(user: object) -> Person:
    """Slack's user object as we keep it."""
    name = word(user, "profile", "display_name") or word(user, "real_name") or word(user, "name")
    return Person(
        id=word(user, "id"),
        name=name,
        zone=word(user, "tz") or "UTC",
        email=word(user, "profile", "email") or None,
        bot=bool(at(user, "is_bot")),
        guest=bool(at(user, "is_restricted") or at(user, "is_ultra_restricted")),
        deactivated=bool(at(user, "deleted")),
    )


async def group_changed(heard: Heard) -> None:
    """The event brings only differences; the worker asks for the whole list."""
    event = at(heard.body, "event")
    group = word(event, "subteam_id") or word(event, "subteam", "id")
    if group:
        await people.group_changed(heard.desk, heard.asker.key, group)
