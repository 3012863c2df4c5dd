"""Who works here: adding people, changing them, changing user groups. Mounted under /_sandbox/."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiohttp import web

from sandbox.driver import edge
from sandbox.driver.edge import Body, Impossible
from sandbox.slack import seed, shapes
from sandbox.slack.records import Person
from sandbox.slack.refusal import JSON
from sandbox.slack.team import Team

if TYPE_CHECKING:
    from sandbox.server import Sandbox


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError):
        raise Impossible("invalid_tz", f"there is no time zone {name}") from None


def add_person(team: Team, body: Body) -> JSON:
    """Somebody new, in the channels everybody is in (a guest: where guests are)."""
    ws, name = team.workspace, str(body["name"])
    if any(p.name == name for p in ws.people.values()):
        raise Impossible("name_taken", f"{name} works here already")
    person = Person(
        str(body.get("id") or f"U0NEW{len(ws.people):05d}"),
        name,
        str(body.get("real_name", name.title())),
        _zone(str(body.get("tz", "UTC"))),
        str(body.get("title", "")),
        str(body.get("email", f"{name}@smartcloudops.example")),
        is_guest=bool(body.get("is_guest")),
    )
    ws.people[person.id] = person
    ws.emails[person.email] = person.id
    for id_, _, _, _, with_guests in seed.CHANNELS:
        if id_ in ws.channels and (with_guests or not person.is_guest):
            ws.enter(ws.channels[id_], person.id)
    return shapes.user(ws, person)


def change_person(team: Team, user: str, body: Body) -> JSON:
    """Whoever leaves the company leaves its channels too; everybody hears of the change."""
    ws, person = team.workspace, edge.person(team, user)
    person.tz = _zone(str(body.get("tz", person.tz)))
    person.name = str(body.get("name", person.name))
    person.real_name = str(body.get("real_name", person.real_name))
    person.is_guest = bool(body.get("is_guest", person.is_guest))
    person.deleted = bool(body.get("deleted", person.deleted))
    person.updated = ws.seconds()
    if person.deleted:
        for id_ in list(ws.rooms_of[person.id]):
            if not ws.channels[id_].is_direct:
                ws.exit(ws.channels[id_], person.id)
    shown = shapes.user(ws, person)
    stamp = f"{ws.clock.now():.6f}"
    ws.announce({"type": "user_change", "user": shown, "cache_ts": ws.seconds(), "event_ts": stamp})
    return shown


def change_group(team: Team, handle: str, users: list[str]) -> JSON:
    """Give a user group these members; the app hears who came and who went."""
    ws = team.workspace
    group = next((g for g in ws.groups.values() if handle in (g.id, g.handle)), None)
    if group is None:
        raise Impossible("no_such_subteam", f"there is no group {handle}", 404)
    wanted = [edge.person(team, u).id for u in users]
    added = [u for u in wanted if u not in group.users]
    removed = [u for u in group.users if u not in wanted]
    before, group.users, group.updated = group.updated, wanted, ws.seconds()
    ws.announce(
        {
            "type": "subteam_members_changed",
            "subteam_id": group.id,
            "team_id": seed.TEAM_ID,
            "date_previous_update": before,
            "date_update": group.updated,
            "added_users": added,
            "added_users_count": str(len(added)),
            "removed_users": removed,
            "removed_users_count": str(len(removed)),
            "event_ts": f"{ws.clock.now():.6f}",
        }
    )
    return shapes.group(group, users=True)


def add_routes(app: web.Application, sandbox: "Sandbox") -> None:
    team = sandbox.team

    async def add(request: web.Request, body: Body) -> JSON:
        return add_person(team, body)

    async def change(request: web.Request, body: Body) -> JSON:
        return change_person(team, request.match_info["user"], body)

    async def regroup(request: web.Request, body: Body) -> JSON:
        return change_group(team, request.match_info["group"], body.names("users"))

    app.router.add_post("/_sandbox/people", edge.handler(add))
    app.router.add_post("/_sandbox/people/{user}/change", edge.handler(change))
    app.router.add_post("/_sandbox/usergroups/{group}", edge.handler(regroup))
