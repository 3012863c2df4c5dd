"""Messages as history, events and interactions show them."""

from collections.abc import Mapping

from sandbox.slack import seed
from sandbox.slack.records import Message, Users
from sandbox.slack.refusal import JSON
from sandbox.slack.shapes.files import file
from sandbox.slack.shapes.people import bot_profile
from sandbox.slack.workspace import Workspace


def message(ws: Workspace, m: Message, *, metadata: bool = True) -> JSON:
    """A message as history and events show it. Its thread's figures stand on the parent only."""
    shown: JSON = {"type": "message", "user": m.user, "text": m.text, "ts": m.ts, "team": seed.TEAM_ID}
    if m.subtype:
        shown["subtype"] = m.subtype
    if m.client_msg_id:
        shown["client_msg_id"] = m.client_msg_id
    if m.by_app:
        shown |= {"bot_id": seed.BOT_ID, "app_id": seed.APP_ID, "bot_profile": bot_profile(ws)}
    if m.blocks:
        shown["blocks"] = m.blocks
    if m.attachments:
        shown["attachments"] = m.attachments
    if m.files:
        shown["files"] = [file(ws, f) for f in m.files]
        shown["upload"] = False
    if m.edited:
        shown["edited"] = m.edited
    if m.reactions:
        shown["reactions"] = reactions(m.reactions)
    if m.ts in ws.channels[m.channel].pins:
        shown["pinned_to"] = [m.channel]
    if metadata and m.metadata:
        shown["metadata"] = m.metadata
    return shown | _thread(ws, m) | m.dress | m.extra


def _thread(ws: Workspace, m: Message) -> JSON:
    if m.thread_ts and m.thread_ts != m.ts:
        parent = ws.channels[m.channel].messages.get(m.thread_ts)
        return {"thread_ts": m.thread_ts, "parent_user_id": parent.user if parent else ""}
    if not m.replies:
        return {}
    return {
        "thread_ts": m.ts,
        "reply_count": len(m.replies),
        "reply_users_count": len(m.reply_users),
        "latest_reply": m.replies[-1],
        "reply_users": list(m.reply_users)[:5],
        "is_locked": False,
        "subscribed": False,
    }


def reactions(given: Mapping[str, Users]) -> list[JSON]:
    return [{"name": name, "users": list(users), "count": len(users)} for name, users in given.items()]


def permalink(ws: Workspace, m: Message) -> str:
    link = f"{ws.base_url}archives/{m.channel}/p{m.ts.replace('.', '')}"
    if m.thread_ts and m.thread_ts != m.ts:
        link += f"?thread_ts={m.thread_ts}&cid={m.channel}"
    return link
