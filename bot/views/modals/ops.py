"""Forms of work on clusters: why a change is rejected, why the glass is broken, and one for any action.

The form of an action is made from its declaration. Opened by the doors and filled by a job, which knows
what there is to choose from; the metadata carries ids only, never what was typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.action import Param, Risk, Spec, Type
from bot.domain.changes import Change
from bot.domain.policy import System
from bot.domain.stream import Stream
from bot.views import ids, kit
from bot.views.modals import frame
from bot.views.ops import votes, words

CLUSTER, NAMESPACE = "at_cluster", "at_namespace"
"""Names of the two fields every action has besides its own."""

ON = "on"
_MOST = 100
_LONG = (Type.PAIRS, Type.JSON)
_EXAMPLES = {
    Type.WORKLOAD: "deployment/web",
    Type.RESOURCES: "pods, deployment/web or pods web-1",
    Type.LENGTH: "90s, 10m or 1h",
    Type.SELECTOR: "app=web,tier!=cache",
    Type.PAIRS: "KEY=value",
}
_HINTS = {
    Type.PAIRS: "One a line; KEY- takes one away.",
    Type.JSON: "JSON or YAML.",
}


def reject(stream: Stream, change: Change) -> frame.View:
    """Why it must not be run; the requester is told."""
    blocks = [
        kit.section(
            f"Reject #{change.number} {words.what(change)}. Nothing was touched, and nothing will be."
        ),
        frame.text("why", "Why?", placeholder="The new version also holds the fix for the login"),
    ]
    return frame.modal(ids.REJECT_MODAL, "Reject", blocks, "Reject", _meta(stream, change))


def break_glass(stream: Stream, change: Change, system: System, names: kit.Names = kit.NOBODY) -> frame.View:
    """Run it without approval: says what that means before it asks for the reason."""
    missing = votes.needed(change, system, names)
    blocks = [
        kit.section(
            f"🚨 Run #{change.number} *{words.what(change)}* on {words.place(change, system)} *now*."
        ),
        kit.section(f"{missing}. You go ahead without. The channel is told at once, and it is reviewed."),
        frame.text("why", "Why can it not wait?", multiline=True),
    ]
    return frame.modal(ids.BREAK_GLASS_MODAL, "Break glass", blocks, "Run it now", _meta(stream, change))


def read_reason(view: Mapping[str, Any]) -> dict[str, str]:
    """stream, change (its id), why: of `reject` and of `break_glass`."""
    meta = frame.meta_of(view)
    return {
        "stream": str(meta.get("stream") or ""),
        "change": str(meta.get("change") or ""),
        "why": frame.said(view, "why"),
    }


def form(
    spec: Spec,
    system: System,
    prefill: Mapping[str, str] | None = None,
    choices: Mapping[str, Sequence[str]] | None = None,
    *,
    stream: str = "",
    channel: str = "",
) -> frame.View:
    """A field for each parameter. `choices` (a parameter's name to what there is) become menus.

    `prefill` also takes `at_cluster` and `at_namespace`. `stream` and `channel` come back with the submit.
    """
    given, known = prefill or {}, choices or {}
    says = "It only looks." if spec.risk is Risk.READ else "Nothing is touched until people approve the plan."
    danger = "🔴 *Danger*. " if spec.risk is Risk.DANGER else ""
    blocks = [
        kit.section(f"{danger}{kit.words(spec.help, 500)} {says}"),
        *_place(system, given),
        *(_field(param, given.get(param.name, ""), known.get(param.name, ())) for param in spec.params),
    ]
    submit = "Look" if spec.risk is Risk.READ else "Make a plan"
    meta = {"stream": stream, "channel": channel, "spec": spec.name, "system": system.id}
    return frame.modal(ids.OPS_MODAL, _title(spec), blocks, submit, meta)


def loading(spec: Spec) -> frame.View:
    """Opened at once; `form` takes its place when it is known what there is to choose from."""
    shown = kit.section("I am looking up what there is.")
    return frame.modal(ids.NOTICE_MODAL, _title(spec), [shown], close="Close")


def read_form(view: Mapping[str, Any], spec: Spec) -> dict[str, str]:
    """What was typed or chosen, by parameter; untouched ones are left out, a ticked switch is `on`.

    `at_cluster` and `at_namespace` are there when they were asked for.
    """
    found = {name: frame.said(view, name) for name in (CLUSTER, NAMESPACE)}
    for param in spec.params:
        if param.type is Type.SWITCH:
            found[param.name] = ON if ON in frame.ticked(view, param.name) else ""
        else:
            found[param.name] = frame.said(view, param.name)
    return {name: text for name, text in found.items() if text}


def _place(system: System, given: Mapping[str, str]) -> list[kit.Block | None]:
    """Where: asked only where there is a choice."""
    operations = system.operations
    names = [(one.name, one.label or one.name, "") for one in operations.clusters]
    spaces = dict.fromkeys(name for name in (operations.namespace, *operations.namespaces) if name)
    cluster = given.get(CLUSTER) or operations.cluster
    space = given.get(NAMESPACE) or operations.namespace
    return [
        frame.select(CLUSTER, "Cluster", names, cluster) if len(names) > 1 else None,
        frame.select(NAMESPACE, "Namespace", [(one, one, "") for one in spaces], space)
        if len(spaces) > 1
        else None,
    ]


def _field(param: Param, given: str, choices: Sequence[str]) -> kit.Block | None:
    label = param.label[:1].upper() + param.label[1:]
    if param.type is Type.SWITCH:
        chosen = (ON,) if given.strip().casefold() in (ON, "true", "yes", "1") else ()
        return frame.boxes(param.name, label, [(ON, param.help or label, "")], chosen)
    default = param.default if isinstance(param.default, str | int) else ""
    initial = given.strip() or str(default)
    options = _options(param, choices, initial)
    if options:
        return frame.select(
            param.name, label, options, initial or None, optional=not param.required, hint=_hint(param, ())
        )
    return frame.text(
        param.name,
        label,
        initial,
        multiline=param.type in _LONG,
        optional=not param.required,
        hint=_hint(param, choices),
        placeholder=_EXAMPLES.get(param.type, ""),
    )


def _options(param: Param, choices: Sequence[str], initial: str) -> list[frame.Option]:
    """What a menu can hold: a hundred short ones. More, or several at once, must be typed."""
    found = param.choices if param.type is Type.CHOICE else tuple(choices)
    found = tuple(dict.fromkeys(one for one in (*found, initial) if one.strip())) if found else ()
    short = all(len(one) <= 75 and kit.plain(one) == one for one in found)
    if param.many or len(found) > _MOST or not short:
        return []
    return [(one, one, "") for one in found]


def _hint(param: Param, choices: Sequence[str]) -> str:
    said = [param.help, _HINTS.get(param.type, ""), _bounds(param)]
    if param.many and param.type not in _LONG:
        said.append("Several, with spaces between them.")
    if choices:
        said.append(f"There are {len(choices)}, such as {', '.join(choices[:3])}.")
    return " ".join(one for one in said if one)


def _bounds(param: Param) -> str:
    unit = " seconds" if param.type is Type.LENGTH else ""
    if param.least is not None and param.most is not None:
        return f"From {param.least} to {param.most}{unit}."
    if param.most is not None:
        return f"At most {param.most}{unit}."
    return f"At least {param.least}{unit}." if param.least is not None else ""


def _title(spec: Spec) -> str:
    return f"/ops {spec.words[0]}"


def _meta(stream: Stream, change: Change) -> dict[str, Any]:
    return {"stream": stream.id, "change": change.id}
