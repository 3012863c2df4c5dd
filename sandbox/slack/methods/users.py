"""users.* and usergroups.*."""

from sandbox.slack import shapes
from sandbox.slack.arguments import Arguments
from sandbox.slack.methods.registry import method, page
from sandbox.slack.rates import Tier
from sandbox.slack.refusal import JSON, Refusal
from sandbox.slack.team import Team


@method("users.info", Tier.FOUR, "user")
def info(team: Team, args: Arguments) -> JSON:
    return {"user": shapes.user(team.workspace, team.workspace.person(args.text("user")))}


@method("users.list", Tier.TWO)
def list_all(team: Team, args: Arguments) -> JSON:
    shown, more = page(list(team.workspace.people.values()), args)
    return {
        "members": [shapes.user(team.workspace, p) for p in shown],
        "cache_ts": team.workspace.seconds(),
        "response_metadata": more,
    }


@method("users.lookupByEmail", Tier.THREE, "email")
def by_email(team: Team, args: Arguments) -> JSON:
    id_ = team.workspace.emails.get(args.text("email").lower(), "")
    person = team.workspace.person(id_, "users_not_found")
    if person.deleted:
        raise Refusal("users_not_found")
    return {"user": shapes.user(team.workspace, person)}


@method("users.profile.get", Tier.FOUR)
def profile(team: Team, args: Arguments) -> JSON:
    person = team.workspace.person(args.text("user") or team.bot_user)
    return {"profile": shapes.profile(team.workspace, person)}


@method("users.getPresence", Tier.THREE)
def presence(team: Team, args: Arguments) -> JSON:
    team.workspace.person(args.text("user") or team.bot_user)
    return {"presence": "active"}


@method("usergroups.list", Tier.TWO)
def groups(team: Team, args: Arguments) -> JSON:
    users, count = args.flag("include_users"), args.flag("include_count")
    found = team.workspace.groups.values()
    return {"usergroups": [shapes.group(g, users=users, count=count) for g in found]}


@method("usergroups.users.list", Tier.TWO, "usergroup")
def group_users(team: Team, args: Arguments) -> JSON:
    group = team.workspace.groups.get(args.text("usergroup"))
    if group is None:
        raise Refusal("no_such_subteam")
    return {"users": list(group.users)}
