"""`rollout status` and `rollout history`: how far the last change is, and what the earlier ones were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.actions.kit import Action, Output, Scene
from bot.actions.reading.ages import age
from bot.actions.reading.discovery import find
from bot.actions.reading.finish import counted, finished
from bot.actions.reading.printing import cleaned, document
from bot.actions.reading.rollout_state import state_of
from bot.actions.reading.tables import columns
from bot.actions.reading.template_changes import changes
from bot.actions.reading.troubles import troubles
from bot.actions.reading.words import flag, one_namespace, read_spec, switch, text
from bot.actions.revisions import PLURALS, Revision, revisions_of
from bot.domain.action import Param, Type
from bot.errors import Permanent, Refused

_WORKLOAD = Param("workload", Type.WORKLOAD, "workload", required=True, help="`deployment/web`")

STATUS = read_spec(
    "rollout.status",
    ("rollout status",),
    "Show how far the last change of a workload is.",
    _WORKLOAD,
    switch("watch", "-w", "--watch", help="Follow it until it is done or has failed."),
    examples=("rollout status deployment/web", "rollout status deployment/web -w"),
    follows="watch",
)

HISTORY = read_spec(
    "rollout.history",
    ("rollout history",),
    "Show the kept revisions of a workload and what each changed.",
    _WORKLOAD,
    flag("revision", Type.COUNT, "number", "--revision", least=0, help="Show the pod template of this one."),
    examples=("rollout history deployment/web", "rollout history deployment/web --revision 3"),
)


async def status(scene: Scene) -> Output:
    """kubectl's sentence first, then the figures and which pods are not well. `over` once done or failed."""
    try:
        kind, workload = await _workload(scene)
    except Permanent as problem:
        if problem.code != "NotFound" or not scene.call.args.get("watch"):
            raise
        return await finished("gone", f"{problem}\n", over=True)
    state = state_of(kind, workload)
    unwell = [] if state.done else await troubles(
        scene.bot, workload["metadata"]["namespace"], workload["spec"].get("selector") or {}
    )  # fmt: skip
    lines = [state.said, _figures(kind, workload), *(f"not ready: {said}" for said in unwell)]
    return await finished(state.said, "\n".join(lines) + "\n", over=state.done or bool(state.failed))


async def history(scene: Scene) -> Output:
    """A line a revision with what it changed against the one before, or one revision's template."""
    kind, workload = await _workload(scene)
    title = f"{kind.lower()}/{workload['metadata']['name']}"
    found = await revisions_of(scene.bot, kind, workload)
    if not found:
        raise Refused(f"{title} keeps no revisions: none was made yet, or `revisionHistoryLimit` is 0.")
    number = scene.call.args.get("revision")
    if number:
        return await _template(title, found, int(number))
    lines = [["REVISION", "CREATED", "IMAGES", "CHANGE-CAUSE", "CHANGED"]]
    before: Revision | None = None
    for one in found:
        changed = "; ".join(changes(before.template, one.template)) if before else "(the oldest kept)"
        when = f"{age((scene.now - one.created).total_seconds())} ago"
        again = f" (again {one.first})" if one.first != one.number else ""
        mark = f"{one.number}{again}{' *' if one.current else ''}"
        lines.append(
            [mark, when, ", ".join(one.images), one.cause or "<none>", changed or "nothing in the template"]
        )
        before = one
    current = next((one.number for one in found if one.current), None)
    says = f"{title}: {counted(len(found), 'revision')}, {current} is current"
    return await finished(says, columns(lines) + "* current\n", "table")


async def _template(title: str, found: Sequence[Revision], number: int) -> Output:
    for one in found:
        if one.number == number:
            clean, masked = cleaned(dict(one.template))
            return await finished(
                f"{title}, revision {number}", document(clean, "yaml"), "yaml", masked=masked
            )
    kept = ", ".join(str(one.number) for one in found)
    raise Refused(f"{title} has no revision {number} any more. It keeps {kept}.")


async def _workload(scene: Scene) -> tuple[str, dict[str, Any]]:
    """The kind as in its manifest and the object of `deployment/web`; a bare name is tried as each kind."""
    one_namespace(scene, "A rollout")
    kind, slash, name = text(scene, "workload").rpartition("/")
    if slash:
        resource = find(await scene.bot.resources(), kind)
        if resource.kind not in PLURALS or resource.group != "apps":
            raise Refused(
                f"A {resource.kind} has no rollouts: only Deployments, StatefulSets and DaemonSets do."
            )
        return resource.kind, await scene.bot.get(f"{_base(scene)}/{resource.plural}/{name}")
    for guess, plural in PLURALS.items():
        try:
            return guess, await scene.bot.get(f"{_base(scene)}/{plural}/{name}")
        except Permanent as problem:
            if problem.code != "NotFound":
                raise
    raise Refused(f"There is no Deployment, StatefulSet or DaemonSet `{name}` in {scene.call.namespace}.")


def _base(scene: Scene) -> str:
    return f"/apis/apps/v1/namespaces/{scene.call.namespace}"


def _figures(kind: str, workload: Mapping[str, Any]) -> str:
    status, spec = workload.get("status") or {}, workload["spec"]
    if kind == "DaemonSet":
        wanted, ready = status.get("desiredNumberScheduled", 0), status.get("numberReady", 0)
        updated, available = status.get("updatedNumberScheduled", 0), status.get("numberAvailable", 0)
        return f"{wanted} wanted, {updated} updated, {ready} ready, {available} available"
    figures = [f"{spec.get('replicas', 1)} wanted", f"{status.get('replicas', 0)} there"]
    figures += [f"{status.get(f'{name}Replicas', 0)} {name}" for name in ("updated", "ready")]
    if kind == "Deployment":
        figures.append(f"{status.get('availableReplicas', 0)} available")
    return ", ".join(figures)


ACTIONS = (Action(STATUS, read=status), Action(HISTORY, read=history))
