"""Who is who, and the Home tab. A part of `chat.Slack`. Nothing here lists people or channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.people import Group, Person
from bot.errors import Permanent
from bot.ports.slack.shapes import as_group, as_person
from bot.ports.slack.wire import Wire


class Directory(Wire):
    """What is asked about people and groups."""

    async def me(self) -> str:
        """The bot's own user id."""
        if self._me is None:
            self._me = str((await self._call("auth.test"))["user_id"])
        return self._me

    async def person(self, person: str) -> Person:
        return as_person((await self._call("users.info", user=person))["user"])

    async def person_by_email(self, email: str) -> Person | None:
        try:
            return as_person((await self._call("users.lookupByEmail", email=email))["user"])
        except Permanent as problem:
            if problem.code == "users_not_found":
                return None
            raise

    async def groups(self) -> Sequence[Group]:
        body = await self._call("usergroups.list", include_users=True)
        return [as_group(item) for item in body.get("usergroups") or []]

    async def group_members(self, group: str) -> Sequence[str]:
        body = await self._call("usergroups.users.list", usergroup=group)
        return [str(user) for user in body.get("users") or []]

    async def update_view(self, view: str, shown: Mapping[str, Any]) -> None:
        """Show `shown` in the modal with the external id `view`. not_found: it is closed, or not open yet."""
        await self._call("views.update", external_id=view, view=dict(shown))

    async def publish_home(self, person: str, view: Mapping[str, Any]) -> None:
        await self._call("views.publish", user_id=person, view=dict(view))
