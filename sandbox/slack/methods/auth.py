"""Who is calling and where from: auth.test, apps.connections.open, team.info, bots.info, emoji.list."""

from sandbox.slack import seed, shapes
from sandbox.slack.arguments import Arguments
from sandbox.slack.methods.registry import method
from sandbox.slack.rates import Tier
from sandbox.slack.refusal import JSON, Refusal
from sandbox.slack.team import Team


@method("auth.test", Tier.HUNDREDS)
def auth_test(team: Team, args: Arguments) -> JSON:
    return {
        "url": team.base_url,
        "team": seed.TEAM_NAME,
        "user": seed.APP_NAME.lower(),
        "team_id": seed.TEAM_ID,
        "user_id": seed.BOT_USER,
        "bot_id": seed.BOT_ID,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", Tier.CONNECTING, token="app")
def open_connection(team: Team, args: Arguments) -> JSON:
    return {"url": team.link.new_url()}


@method("team.info", Tier.THREE)
def team_info(team: Team, args: Arguments) -> JSON:
    if args.text("team", seed.TEAM_ID) != seed.TEAM_ID:
        raise Refusal("team_not_found")
    return {
        "team": {
            "id": seed.TEAM_ID,
            "name": seed.TEAM_NAME,
            "domain": seed.DOMAIN,
            "url": team.base_url,
            "email_domain": "smartcloudops.example",
            "icon": {"image_default": True},
        }
    }


@method("bots.info", Tier.THREE)
def bot_info(team: Team, args: Arguments) -> JSON:
    if args.text("bot", seed.BOT_ID) != seed.BOT_ID:
        raise Refusal("bot_not_found")
    known = shapes.bot_profile(team.workspace)
    return {"bot": {k: known[k] for k in ("id", "app_id", "user_id", "name", "icons", "deleted", "updated")}}


@method("emoji.list", Tier.TWO)
def emoji_list(team: Team, args: Arguments) -> JSON:
    return {"emoji": {}, "cache_ts": f"{team.workspace.seconds()}.000000"}
