"""What the posting methods share: text, blocks, attachments and metadata, judged before they are taken in."""

import json
from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.blockkit import limits
from sandbox.slack.blockkit.blocks import markdown_length, problems_of
from sandbox.slack.blockkit.views import fill_ids
from sandbox.slack.records import Channel
from sandbox.slack.refusal import JSON, Refusal
from sandbox.slack.replies import blocks_refused
from sandbox.slack.team import Team


def blocks(team: Team, args: Arguments) -> list[JSON]:
    given = args.structure("blocks", "invalid_blocks_format")
    if given is None or given == []:
        return []
    if not isinstance(given, list):
        raise Refusal("invalid_blocks_format")
    problems = problems_of(given, "message")
    if problems:
        raise blocks_refused([str(p) for p in problems])
    if markdown_length(given) > limits.MARKDOWN_PER_MESSAGE:
        raise Refusal("msg_blocks_too_long")
    filled: list[JSON] = fill_ids({"blocks": given}, team.workspace.new_id)["blocks"]
    return filled


def attachments(args: Arguments) -> list[JSON]:
    given = args.structure("attachments", "invalid_attachments")
    if given is None:
        return []
    if not isinstance(given, list) or not all(isinstance(a, dict) for a in given):
        raise Refusal("invalid_attachments")
    if len(given) > limits.ATTACHMENTS:
        raise Refusal("too_many_attachments")
    for n, attachment in enumerate(given):
        found = problems_of(attachment.get("blocks") or [], "message", f"/attachments/{n}/blocks")
        if found:
            raise Refusal("invalid_attachments", errors=[str(p) for p in found])
    return [{"id": n + 1, **a} for n, a in enumerate(given)]


def metadata(args: Arguments) -> JSON | None:
    given = args.structure("metadata", "invalid_metadata_format")
    if given is None or given == {}:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("event_type"), str):
        raise Refusal("invalid_metadata_format")
    if not isinstance(given.get("event_payload"), dict):
        raise Refusal("invalid_metadata_format")
    if len(json.dumps(given)) > limits.METADATA_BYTES:
        raise Refusal("metadata_too_large")
    return {"event_type": given["event_type"], "event_payload": given["event_payload"]}


def everything(team: Team, args: Arguments) -> dict[str, Any]:
    """text, blocks, attachments and metadata of a new message. Raises no_text and the errors of each."""
    text, shown = args.text("text"), blocks(team, args)
    if "markdown_text" in args:
        if text or shown:
            raise Refusal("markdown_text_conflict")
        text = args.text("markdown_text")
        if len(text) > limits.MARKDOWN_TEXT:
            raise Refusal("msg_too_long")
    attached = attachments(args)
    if not (text.strip() or shown or attached):
        raise Refusal("no_text")
    return {"text": text, "blocks": shown, "attachments": attached, "metadata": metadata(args)}


def dress(args: Arguments) -> JSON:
    """Another name and picture for one message (chat:write.customize)."""
    worn: JSON = {}
    if args.text("username"):
        worn["username"] = args.text("username")
    if args.text("icon_emoji"):
        worn["icons"] = {"emoji": args.text("icon_emoji")}
    elif args.text("icon_url"):
        worn["icons"] = {"image_48": args.text("icon_url")}
    return worn


def addressed(team: Team, args: Arguments) -> Channel:
    """The channel of a post: by id, by name, or a person, which means the conversation with them."""
    ws, word = team.workspace, args.text("channel")
    person = ws.people.get(word)
    if person:
        if person.deleted or person.is_bot:
            raise Refusal("channel_not_found")
        return ws.direct([person.id, team.bot_user])[0]
    room = ws.named(word)
    return ws.visible(room.id if room else word)
