"""How a workload stands and how far its rollout is, by the conditions `kubectl rollout status` waits for.

`watch` is one look: the worker repeats it and edits one message. `health` is the same figures without the
judgement, for before, after and the verdicts. Both read as Tocsin's own account, and a look that may not
see the pods still says what the workload itself says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.actions.changing.troubles import troubles
from bot.actions.kit import Progress, Pursuit
from bot.actions.reading.rollout_state import State, state_of
from bot.actions.revisions import PLURALS, selector_text
from bot.domain.action import Health, Target
from bot.errors import Permanent
from bot.ports import Kube

MOST_PODS = 500

Object = Mapping[str, Any]


async def follow(pursuit: Pursuit) -> Progress:
    """`watch`, as every action of a rollout has it: nothing more is sent, it is only looked at."""
    return await watch(pursuit.bot, pursuit.target)


async def watch(kube: Kube, target: Target) -> Progress:
    """One look at the rollout of `target`. Another object under its name is a failure, never progress."""
    live = await _workload(kube, target)
    if live is None:
        return Progress(Health(0, 0, 0, 0), gone := f"{target.title} was deleted.", failed=gone)
    pods = await _pods(kube, target.namespace, live)
    standing = figures(target.kind, live, pods)
    if target.uid and live["metadata"]["uid"] != target.uid:
        said = f"{target.title} was deleted and made again: this is another one."
        return Progress(standing, said, failed=said)
    judged = judge(target.kind, live)
    lines = () if judged.done else await troubles(kube, target, live, pods)
    return Progress(standing, judged.said, judged.done, judged.failed, lines)


async def health(kube: Kube, target: Target) -> Health | None:
    """How `target` stands now; None when it is gone, is another one, or is no workload."""
    live = await _workload(kube, target)
    if live is None or (target.uid and live["metadata"]["uid"] != target.uid):
        return None
    return figures(target.kind, live, await _pods(kube, target.namespace, live))


def figures(kind: str, live: Object, pods: list[Any]) -> Health:
    """The numbers of a workload's status, with the restarts of `pods`."""
    status = live.get("status") or {}
    restarts = sum(_restarts(pod) for pod in pods)
    if kind == "DaemonSet":
        names = ("desiredNumberScheduled", "numberReady", "updatedNumberScheduled", "numberAvailable")
        wanted, ready, updated, available = (int(status.get(name) or 0) for name in names)
        return Health(wanted, ready, updated, available, restarts)
    ready = int(status.get("readyReplicas") or 0)
    available = status.get("availableReplicas", 0 if kind == "Deployment" else ready)
    return Health(
        _wanted(live), ready, int(status.get("updatedReplicas") or 0), int(available or 0), restarts
    )


def judge(kind: str, live: Object) -> State:
    """Whether the rollout is over: kubectl's conditions, and an end where kubectl would wait for ever."""
    spec, status = live["spec"], live.get("status") or {}
    strategy = spec.get("updateStrategy") or {}
    if strategy.get("type") == "OnDelete":
        return State("Strategy OnDelete: a pod takes the new template when it is deleted.", done=True)
    state = state_of(kind, live)
    if spec.get("paused") and not state.done and int(status.get("updatedReplicas") or 0) < _wanted(live):
        return State("The Deployment is paused: nothing rolls until it is resumed.", done=True)
    extra = int(status.get("replicas") or 0) - _wanted(live)
    if state.done and kind != "DaemonSet" and extra > 0:
        return State(f"{extra} pods more than wanted are still to end.")
    return state


def _wanted(live: Object) -> int:
    return int((live.get("spec") or {}).get("replicas", 1))


def _restarts(pod: Object) -> int:
    status = pod.get("status") or {}
    every = [*(status.get("initContainerStatuses") or []), *(status.get("containerStatuses") or [])]
    return sum(int(one.get("restartCount") or 0) for one in every)


async def _workload(kube: Kube, target: Target) -> dict[str, Any] | None:
    if target.kind not in PLURALS:
        return None
    path = f"/apis/apps/v1/namespaces/{target.namespace}/{PLURALS[target.kind]}/{target.name}"
    try:
        found: dict[str, Any] = await kube.get(path)
    except Permanent as error:
        if error.code == "NotFound":
            return None
        raise
    return found


async def _pods(kube: Kube, namespace: str, live: Object) -> list[Any]:
    selector = selector_text((live.get("spec") or {}).get("selector") or {})
    try:
        listed = await kube.get(
            f"/api/v1/namespaces/{namespace}/pods", {"labelSelector": selector, "limit": MOST_PODS}
        )
    except Permanent:
        return []
    return list(listed.get("items") or [])
