"""What comes back for an act: messages sent to a response_url or inside a command's ack.

Called by `server` for posts to /response/..., and by `answers` for acks.
"""

from typing import Any

from sandbox.slack import seed, shapes, talk
from sandbox.slack.blockkit.blocks import problems_of
from sandbox.slack.blockkit.views import fill_ids
from sandbox.slack.interactions import Interaction
from sandbox.slack.records import Channel, Message
from sandbox.slack.refusal import JSON, Refusal
from sandbox.slack.team import Team


def use(team: Team, key: str, body: JSON) -> None:
    """One post to a response_url. Raises Refusal with the name of what was wrong."""
    doing = team.interactions.use_reply(key)
    room = team.interactions.channel_of(doing)
    if room is None:
        raise Refusal("channel_not_found")
    origin = _origin(room, doing)
    if body.get("delete_original"):
        _delete(team, room, doing, origin)
    elif body.get("replace_original") and origin:
        _replace(team, room, doing, origin, body)
    else:
        say(team, room, doing, body)


def say(team: Team, room: Channel, doing: Interaction, body: JSON) -> Message:
    """Put an answer into the channel, for its one reader unless it says in_channel."""
    fields = content(team, body)
    text = fields.pop("text")
    thread = body.get("thread_ts") or doing.thread_ts
    if body.get("response_type") == "in_channel":
        said = talk.post(team.workspace, room, seed.BOT_USER, text, by_app=True, thread_ts=thread, **fields)
        doing.stirred.set()
    else:
        said = talk.whisper(team.workspace, room, doing.user, text, thread_ts=thread, **fields)
        doing.saw(shapes.message(team.workspace, said))
        if doing.is_command and doing.message_ts is None:
            doing.message_ts = said.ts
    return said


def content(team: Team, body: JSON) -> dict[str, Any]:
    """text, blocks, attachments of an answer, judged. Raises no_text, invalid_blocks, invalid_payload."""
    text = body.get("text") or ""
    blocks = body.get("blocks") or []
    attachments = body.get("attachments") or []
    if not isinstance(text, str) or not isinstance(attachments, list):
        raise Refusal("invalid_payload")
    problems = problems_of(blocks, "message")
    if problems:
        raise blocks_refused([str(p) for p in problems])
    if not (text.strip() or blocks or attachments):
        raise Refusal("no_text")
    filled = fill_ids({"blocks": blocks}, team.workspace.new_id)["blocks"]
    return {"text": text, "blocks": filled, "attachments": attachments}


def blocks_refused(problems: list[str]) -> Refusal:
    return Refusal(
        "invalid_blocks",
        errors=problems,
        response_metadata={"messages": [f"[ERROR] {p}" for p in problems]},
    )


def _origin(room: Channel, doing: Interaction) -> Message | None:
    ts = doing.message_ts or ""
    return room.whispers.get(doing.user, {}).get(ts) or room.messages.get(ts)


def _delete(team: Team, room: Channel, doing: Interaction, origin: Message | None) -> None:
    if origin is None or doing.is_command:
        raise Refusal("message_not_found")
    if origin.seen_by:
        del room.whispers[doing.user][origin.ts]
    else:
        talk.delete(team.workspace, room, origin, seed.BOT_USER)


def _replace(team: Team, room: Channel, doing: Interaction, origin: Message, body: JSON) -> None:
    fields = content(team, body)
    if origin.seen_by:
        origin.text, origin.blocks = fields["text"], fields["blocks"]
        origin.attachments = fields["attachments"]
        doing.saw(shapes.message(team.workspace, origin))
    else:
        talk.update(team.workspace, room, origin, seed.BOT_USER, fields, "cant_update_message")
