"""Messages that are to be posted later. Called by their methods and by the clock through `Team.plan`."""

from sandbox.slack import seed, talk
from sandbox.slack.records import Scheduled
from sandbox.slack.refusal import Refusal
from sandbox.slack.workspace import Workspace

FARTHEST_DAYS = 120
_LAST_CALL = 60
_WINDOW = 300
_PER_WINDOW = 30


def add(ws: Workspace, entry: Scheduled) -> Scheduled:
    """Raises time_in_past, time_too_far, restricted_too_many."""
    if entry.post_at <= ws.clock.now():
        raise Refusal("time_in_past")
    if entry.post_at > ws.clock.now() + FARTHEST_DAYS * 86_400:
        raise Refusal("time_too_far")
    window = entry.post_at // _WINDOW
    near = [s for s in ws.scheduled.values() if s.channel == entry.channel and s.post_at // _WINDOW == window]
    if len(near) >= _PER_WINDOW:
        raise Refusal("restricted_too_many")
    ws.scheduled[entry.id] = entry
    return entry


def remove(ws: Workspace, channel: str, id_: str) -> None:
    """Raises invalid_scheduled_message_id, also in the last minute before it goes out."""
    entry = ws.scheduled.get(id_)
    if entry is None or entry.channel != channel or entry.post_at - ws.clock.now() < _LAST_CALL:
        raise Refusal("invalid_scheduled_message_id")
    del ws.scheduled[id_]


def post(ws: Workspace, id_: str) -> None:
    entry = ws.scheduled.pop(id_, None)
    room = ws.channels.get(entry.channel) if entry else None
    if entry is None or room is None or room.archived:
        return
    talk.post(
        ws,
        room,
        seed.BOT_USER,
        entry.text,
        blocks=entry.blocks,
        attachments=entry.attachments,
        metadata=entry.metadata,
        thread_ts=entry.thread_ts if entry.thread_ts in room.messages else None,
        by_app=True,
    )
