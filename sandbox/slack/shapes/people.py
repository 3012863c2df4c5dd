"""People and user groups as Slack's JSON shows them."""

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from sandbox.slack import seed
from sandbox.slack.records import Group, Person
from sandbox.slack.refusal import JSON
from sandbox.slack.workspace import Workspace


@lru_cache(maxsize=256)
def _zone(name: str, hour: int) -> tuple[str, int]:
    moment = datetime.fromtimestamp(hour * 3600, UTC).astimezone(ZoneInfo(name))
    offset = moment.utcoffset()
    return moment.tzname() or name, int(offset.total_seconds()) if offset else 0


def profile(ws: Workspace, person: Person) -> JSON:
    first, _, last = person.real_name.partition(" ")
    shown = {
        "title": person.title,
        "phone": "",
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "status_text": "",
        "status_emoji": "",
        "avatar_hash": person.id.lower(),
        "email": person.email,
        "first_name": first,
        "last_name": last,
        "team": seed.TEAM_ID,
    }
    for size in (24, 32, 48, 72, 192, 512):
        shown[f"image_{size}"] = f"{ws.base_url}avatars/{person.id}-{size}.png"
    if person.is_bot:
        del shown["email"]
        shown |= {"api_app_id": seed.APP_ID, "bot_id": seed.BOT_ID}
    return shown


def user(ws: Workspace, person: Person) -> JSON:
    shown: JSON = {
        "id": person.id,
        "team_id": seed.TEAM_ID,
        "name": person.name,
        "deleted": person.deleted,
        "profile": profile(ws, person),
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": person.updated,
    }
    if person.deleted:  # Slack keeps little of people who left: no zone and no standing
        return shown
    label, offset = _zone(person.tz, ws.seconds() // 3600)
    return shown | {
        "color": "9f69e7",
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": label,
        "tz_offset": offset,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.is_guest,
        "is_ultra_restricted": False,
        "is_email_confirmed": True,
    }


def group(g: Group, *, users: bool = False, count: bool = False) -> JSON:
    shown: JSON = {
        "id": g.id,
        "team_id": seed.TEAM_ID,
        "is_usergroup": True,
        "is_subteam": True,
        "name": g.name,
        "description": "",
        "handle": g.handle,
        "is_external": False,
        "date_create": g.created,
        "date_update": g.updated,
        "date_delete": 0,
        "auto_type": None,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "created_by": seed.BOT_USER,
        "updated_by": seed.BOT_USER,
        "deleted_by": None,
        "prefs": {"channels": [], "groups": []},
    }
    if users:
        shown["users"] = list(g.users)
    if users or count:
        shown["user_count"] = len(g.users)
    return shown


def bot_profile(ws: Workspace) -> JSON:
    icons = {f"image_{size}": f"{ws.base_url}avatars/{seed.BOT_USER}-{size}.png" for size in (36, 48, 72)}
    return {
        "id": seed.BOT_ID,
        "app_id": seed.APP_ID,
        "user_id": seed.BOT_USER,
        "name": seed.APP_NAME,
        "icons": icons,
        "deleted": False,
        "updated": 0,
        "team_id": seed.TEAM_ID,
    }
