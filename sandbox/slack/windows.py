"""Modals and home tabs: what stands open before whom. Used by view methods, `answers`, the driver."""

import itertools

from sandbox.slack import shapes
from sandbox.slack.blockkit.views import fill_ids, initial_state
from sandbox.slack.records import View
from sandbox.slack.refusal import JSON, Refusal
from sandbox.slack.workspace import Workspace

_DEEPEST = 3
_hashes = itertools.count(1)


def open_modal(ws: Workspace, user: str, given: JSON) -> View:
    """A new stack with this one view; whatever stood open before this person goes."""
    view = _make(ws, user, given, None)
    for old in ws.stacks[user]:
        _forget(ws, old)
    ws.stacks[user] = [view.id]
    return view


def push(ws: Workspace, user: str, given: JSON) -> View:
    stack = ws.stacks[user]
    if not stack:
        raise Refusal("not_found")
    if len(stack) >= _DEEPEST:
        raise Refusal("push_limit_reached")
    view = _make(ws, user, given, ws.views[stack[-1]])
    stack.append(view.id)
    return view


def publish(ws: Workspace, user: str, given: JSON, hash_: str = "") -> View:
    """The person's home tab; a given hash must be the present one's."""
    now = ws.views.get(ws.homes.get(user, ""))
    if now is None:
        view = _make(ws, user, given, None)
        ws.homes[user] = view.id
        return view
    return update(ws, now, given, hash_)


def update(ws: Workspace, view: View, given: JSON, hash_: str = "") -> View:
    """Put something else into an open view. What was typed into blocks that stay is kept."""
    if hash_ and hash_ != view.hash:
        raise Refusal("hash_conflict")
    _claim(ws, given, view)
    kept = view.state
    view.given = fill_ids(given, ws.new_id)
    view.hash = _hash(ws)
    view.state = {
        block: {action: kept.get(block, {}).get(action, value) for action, value in fields.items()}
        for block, fields in initial_state(view.given).items()
    }
    return view


def open_view(ws: Workspace, view_id: str = "", external_id: str = "") -> View:
    """An open modal or a home tab, by either id. Raises not_found."""
    view = ws.views.get(view_id or ws.external_ids.get(external_id, ""))
    if view is None:
        raise Refusal("not_found")
    return view


def close(ws: Workspace, view: View, *, all_of_them: bool = False) -> list[View]:
    """Take the top view (or the whole stack) away; answers what was closed, top first."""
    stack = ws.stacks[view.user]
    going = list(reversed(stack)) if all_of_them else [view.id]
    closed = [ws.views[id_] for id_ in going if id_ in ws.views]
    for id_ in going:
        if id_ in stack:
            stack.remove(id_)
        _forget(ws, id_)
    return closed


def seen_by(ws: Workspace, user: str) -> JSON:
    """What stands before a person: the modals, bottom first, and the home tab."""
    home = ws.views.get(ws.homes.get(user, ""))
    modals = [shapes.view(ws.views[id_]) for id_ in ws.stacks[user]]
    return {
        "modals": modals,
        "view": modals[-1] if modals else None,
        "home": shapes.view(home) if home else None,
    }


def _make(ws: Workspace, user: str, given: JSON, below: View | None) -> View:
    _claim(ws, given, None)
    id_ = ws.new_id("V")
    filled = fill_ids(given, ws.new_id)
    root, previous = (below.root, below.id) if below else (id_, None)
    view = View(id_, user, str(given["type"]), filled, _hash(ws), root, previous, initial_state(filled))
    ws.views[id_] = view
    if filled.get("external_id"):
        ws.external_ids[filled["external_id"]] = id_
    return view


def _claim(ws: Workspace, given: JSON, owner: View | None) -> None:
    external = given.get("external_id")
    if external and ws.external_ids.get(external, owner and owner.id) != (owner and owner.id):
        raise Refusal("duplicate_external_id")
    if external and owner:
        ws.external_ids[external] = owner.id


def _forget(ws: Workspace, id_: str) -> None:
    view = ws.views.pop(id_, None)
    if view and view.given.get("external_id"):
        ws.external_ids.pop(view.given["external_id"], None)


def _hash(ws: Workspace) -> str:
    return f"{ws.seconds()}.{next(_hashes):08x}"
