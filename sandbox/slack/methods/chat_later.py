"""chat.scheduleMessage and its list: messages for another time."""

from sandbox.slack import scheduled, seed
from sandbox.slack.arguments import Arguments
from sandbox.slack.methods import content
from sandbox.slack.methods.registry import method, page
from sandbox.slack.rates import Tier
from sandbox.slack.records import Scheduled
from sandbox.slack.refusal import JSON, Refusal
from sandbox.slack.team import Team


@method("chat.scheduleMessage", Tier.THREE, "channel", "post_at")
def schedule(team: Team, args: Arguments) -> JSON:
    ws = team.workspace
    room = content.addressed(team, args)
    fields = content.everything(team, args)
    if room.archived:
        raise Refusal("is_archived")
    if team.bot_user not in room.members:
        raise Refusal("not_in_channel")
    entry = scheduled.add(
        ws,
        Scheduled(
            ws.new_id("Q"),
            room.id,
            args.whole("post_at", 0),
            ws.seconds(),
            thread_ts=args.text("thread_ts") or None,
            **fields,
        ),
    )
    team.plan(entry)
    message: JSON = {
        "text": entry.text,
        "type": "delayed_message",
        "user": team.bot_user,
        "team": seed.TEAM_ID,
    }
    if entry.blocks:
        message["blocks"] = entry.blocks
    return {
        "channel": room.id,
        "scheduled_message_id": entry.id,
        "post_at": entry.post_at,
        "message": message,
    }


@method("chat.deleteScheduledMessage", Tier.THREE, "channel", "scheduled_message_id")
def unschedule(team: Team, args: Arguments) -> JSON:
    room = team.workspace.visible(args.text("channel"))
    scheduled.remove(team.workspace, room.id, args.text("scheduled_message_id"))
    return {}


@method("chat.scheduledMessages.list", Tier.THREE)
def list_scheduled(team: Team, args: Arguments) -> JSON:
    wanted = args.text("channel")
    if wanted and wanted not in team.workspace.channels:
        raise Refusal("invalid_channel")
    entries = [s for s in team.workspace.scheduled.values() if s.channel == (wanted or s.channel)]
    entries.sort(key=lambda s: s.post_at)
    shown, more = page(entries, args)
    return {
        "scheduled_messages": [
            {
                "id": s.id,
                "channel_id": s.channel,
                "post_at": s.post_at,
                "date_created": s.created,
                "text": s.text,
            }
            for s in shown
        ],
        "response_metadata": more,
    }
