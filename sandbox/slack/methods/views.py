"""views.*: modals and home tabs. Also blocks.validate, which judges without keeping."""

from typing import Any

from sandbox.slack import shapes, windows
from sandbox.slack.arguments import Arguments
from sandbox.slack.blockkit.blocks import problems_of
from sandbox.slack.blockkit.checks import Problem
from sandbox.slack.blockkit.views import problems_of_view, too_large
from sandbox.slack.methods.registry import method
from sandbox.slack.rates import Tier
from sandbox.slack.records import View
from sandbox.slack.refusal import JSON, Refusal, complaint
from sandbox.slack.team import Team


def _given(args: Arguments, kind: str = "") -> JSON:
    """The view that was sent, judged. Raises invalid_arguments, view_too_large."""
    view = args.structure("view")
    problems = problems_of_view(view)
    if problems:
        raise complaint(*map(str, problems))
    if kind and view["type"] != kind:
        raise complaint(str(Problem(f"must be of type {kind}", "/view/type")))
    if too_large(view):
        raise Refusal("view_too_large")
    sound: JSON = view
    return sound


@method("views.open", Tier.FOUR, "view")
def open_view(team: Team, args: Arguments) -> JSON:
    given = _given(args, "modal")
    doing = team.interactions.exchange(args.text("trigger_id"))
    view = shapes.view(windows.open_modal(team.workspace, doing.user, given))
    doing.saw_view(view)
    return {"view": view}


@method("views.push", Tier.FOUR, "view")
def push(team: Team, args: Arguments) -> JSON:
    given = _given(args, "modal")
    doing = team.interactions.exchange(args.text("trigger_id"))
    view = shapes.view(windows.push(team.workspace, doing.user, given))
    doing.saw_view(view)
    return {"view": view}


@method("views.update", Tier.FOUR, "view")
def update(team: Team, args: Arguments) -> JSON:
    if not (args.text("view_id") or args.text("external_id")):
        raise complaint("missing required field: view_id")
    now = windows.open_view(team.workspace, args.text("view_id"), args.text("external_id"))
    given = _given(args, now.kind)
    return _shown(team, windows.update(team.workspace, now, given, args.text("hash")))


@method("views.publish", Tier.FOUR, "user_id", "view")
def publish(team: Team, args: Arguments) -> JSON:
    given = _given(args, "home")
    person = team.workspace.people.get(args.text("user_id"))
    if person is None or person.deleted or person.is_bot:
        raise complaint("invalid `user_id` [json-pointer:/user_id]")
    return _shown(team, windows.publish(team.workspace, person.id, given, args.text("hash")))


def _shown(team: Team, view: View) -> JSON:
    shown = shapes.view(view)
    team.interactions.changed(view.user, (view.id, view.kind), shown)
    return {"view": shown}


@method("blocks.validate", Tier.FOUR)
def validate(team: Team, args: Arguments) -> JSON:
    asked = [name for name in ("blocks", "message", "view") if name in args]
    if len(asked) != 1:
        raise Refusal("invalid_arguments")
    name, value = asked[0], args.structure(asked[0])
    problems = _judged(name, value)
    if problems:
        errors = [{"pointer": p.pointer, "code": "invalid", "message": p.message} for p in problems]
        raise Refusal(f"invalid_{name}", errors=errors)
    return {}


def _judged(name: str, value: Any) -> list[Problem]:
    if name == "view":
        return problems_of_view(value)
    if name == "message":
        return problems_of(value.get("blocks", []) if isinstance(value, dict) else value, "message")
    return problems_of(value, "message")
