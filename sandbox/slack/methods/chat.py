"""chat.*: posting, whispering, editing, deleting."""

import re

from sandbox.slack import shapes, talk
from sandbox.slack.arguments import Arguments
from sandbox.slack.blockkit import limits
from sandbox.slack.methods import content
from sandbox.slack.methods.registry import method
from sandbox.slack.rates import Tier
from sandbox.slack.refusal import JSON, Refusal
from sandbox.slack.team import Team


@method("chat.postMessage", Tier.POSTING, "channel")
def post(team: Team, args: Arguments) -> JSON:
    room = content.addressed(team, args)
    fields = content.everything(team, args)
    thread = args.text("thread_ts")
    said = talk.post(
        team.workspace,
        room,
        team.bot_user,
        fields.pop("text"),
        thread_ts=thread or None,
        broadcast=bool(thread) and args.flag("reply_broadcast"),
        by_app=True,
        dress=content.dress(args),
        **fields,
    )
    return {"channel": room.id, "ts": said.ts, "message": shapes.message(team.workspace, said)}


@method("chat.postEphemeral", Tier.FOUR, "channel", "user")
def whisper(team: Team, args: Arguments) -> JSON:
    room = content.addressed(team, args)
    fields = content.everything(team, args)
    if room.archived:
        raise Refusal("is_archived")
    if args.text("user") not in room.members:
        raise Refusal("user_not_in_channel")
    if team.bot_user not in room.members:
        raise Refusal("not_in_channel")
    if len(fields["text"]) > limits.UPDATED_TEXT * 10:
        raise Refusal("msg_too_long")
    thread = args.text("thread_ts") or None
    said = talk.whisper(
        team.workspace, room, args.text("user"), fields.pop("text"), thread_ts=thread, **fields
    )
    team.interactions.heard(args.text("user"), room.id, shapes.message(team.workspace, said))
    return {"message_ts": said.ts}


@method("chat.update", Tier.THREE, "channel", "ts")
def update(team: Team, args: Arguments) -> JSON:
    """What is not sent stays, metadata apart: nobody says whether Slack keeps that, so it goes here."""
    ws = team.workspace
    room = ws.visible(args.text("channel"))
    said = talk.find(room, args.text("ts"))
    changes: JSON = {"metadata": content.metadata(args)}
    if "blocks" in args:
        changes["blocks"] = content.blocks(team, args)
    if "attachments" in args:
        changes["attachments"] = content.attachments(args)
    if "text" in args or "markdown_text" in args:
        changes["text"] = args.text("text") or args.text("markdown_text")
    if len(changes.get("text", "")) > limits.UPDATED_TEXT:
        raise Refusal("msg_too_long")
    left = {**{k: getattr(said, k) for k in ("text", "blocks", "attachments", "files")}, **changes}
    if not any(left[k] for k in ("text", "blocks", "attachments", "files")):
        raise Refusal("no_text")
    if room.archived:
        raise Refusal("is_inactive")
    talk.update(ws, room, said, team.bot_user, changes, "cant_update_message")
    return {"channel": room.id, "ts": said.ts, "text": said.text, "message": shapes.message(ws, said)}


@method("chat.delete", Tier.THREE, "channel", "ts")
def delete(team: Team, args: Arguments) -> JSON:
    room = team.workspace.visible(args.text("channel"))
    said = talk.find(room, args.text("ts"))
    talk.delete(team.workspace, room, said, team.bot_user)
    return {"channel": room.id, "ts": said.ts}


@method("chat.getPermalink", Tier.HUNDREDS, "channel", "message_ts")
def permalink(team: Team, args: Arguments) -> JSON:
    room = team.workspace.visible(args.text("channel"))
    ts = args.text("message_ts")
    if not re.fullmatch(r"\d+\.\d{6}", ts):
        raise Refusal("message_not_found")
    said = talk.find(room, ts)
    return {"channel": room.id, "permalink": shapes.permalink(team.workspace, said)}
