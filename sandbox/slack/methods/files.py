"""files.*: the three-step upload, looking at a file, deleting it."""

from typing import Any

from sandbox.slack import papers, shapes
from sandbox.slack.arguments import Arguments
from sandbox.slack.methods import content
from sandbox.slack.methods.registry import method
from sandbox.slack.rates import Tier
from sandbox.slack.records import Channel
from sandbox.slack.refusal import JSON, Refusal, complaint
from sandbox.slack.team import Team

_MOST_CHANNELS = 100


@method("files.getUploadURLExternal", Tier.FOUR, "filename", "length")
def get_upload_url(team: Team, args: Arguments) -> JSON:
    length = args.whole("length", 0)
    if length <= 0:
        raise complaint("must be greater than 0 [json-pointer:/length]")
    paper = papers.expect(
        team.workspace,
        args.text("filename"),
        length,
        team.bot_user,
        alt_txt=args.text("alt_txt"),
        snippet=args.text("snippet_type"),
    )
    return {"upload_url": f"{team.base_url}upload/v1/{paper.upload}", "file_id": paper.id}


@method("files.completeUploadExternal", Tier.FOUR, "files")
def complete(team: Team, args: Arguments) -> JSON:
    wanted = _wanted(args.structure("files"))
    rooms = _rooms(team, args)
    done = papers.complete(
        team.workspace,
        wanted,
        rooms,
        team.bot_user,
        args.text("initial_comment"),
        content.blocks(team, args),
        args.text("thread_ts") or None,
    )
    return {"files": [shapes.file(team.workspace, f.id) for f in done]}


def _wanted(given: Any) -> list[tuple[str, str]]:
    """(id, title) of each file to complete."""
    if not isinstance(given, list) or not given:
        raise complaint("must provide an array [json-pointer:/files]")
    if not all(isinstance(f, dict) and isinstance(f.get("id"), str) for f in given):
        raise complaint("missing required field: id [json-pointer:/files/0]")
    return [(f["id"], str(f.get("title") or "")) for f in given]


def _rooms(team: Team, args: Arguments) -> list[Channel]:
    words = [w for w in [args.text("channel_id"), *args.words("channels")] if w]
    if len(words) > _MOST_CHANNELS:
        raise Refusal("channels_limit_exceeded")
    rooms = [team.workspace.visible(word) for word in dict.fromkeys(words)]
    for room in rooms:
        if team.bot_user not in room.members:
            raise Refusal("not_in_channel")
        if room.archived:
            raise Refusal("posting_to_channel_denied")
        thread = args.text("thread_ts")
        if thread and thread not in room.messages:
            raise complaint("invalid thread_ts [json-pointer:/thread_ts]")
    return rooms


@method("files.info", Tier.FOUR, "file")
def info(team: Team, args: Arguments) -> JSON:
    paper = papers.find(team.workspace, args.text("file"))
    return {
        "file": shapes.file(team.workspace, paper.id),
        "comments": [],
        "response_metadata": {"next_cursor": ""},
    }


@method("files.delete", Tier.THREE, "file")
def delete(team: Team, args: Arguments) -> JSON:
    papers.delete(team.workspace, args.text("file"), team.bot_user)
    return {}
