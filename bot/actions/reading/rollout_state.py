"""How far a rollout is, by kubectl's own conditions, and why it is not further. Pure.

Called by `rollout status` and by describe. The sentences are kubectl's, because people search for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TOO_LONG = "ProgressDeadlineExceeded"


@dataclass(frozen=True)
class State:
    """One look at a rollout. `failed` says why it will not end by itself."""

    said: str
    done: bool = False
    failed: str = ""


def state_of(kind: str, workload: Mapping[str, Any]) -> State:
    """The state of a Deployment, StatefulSet or DaemonSet as the API has it."""
    name, status = workload["metadata"]["name"], workload.get("status") or {}
    judge = {"Deployment": _deployment, "StatefulSet": _stateful_set, "DaemonSet": _daemon_set}[kind]
    return judge(name, workload["spec"], status, _observed(workload))


def _observed(workload: Mapping[str, Any]) -> bool:
    seen = (workload.get("status") or {}).get("observedGeneration", 0)
    return bool(seen and seen >= workload["metadata"].get("generation", 0))


def _deployment(name: str, spec: Mapping[str, Any], status: Mapping[str, Any], observed: bool) -> State:
    if not observed:
        return State("Waiting for deployment spec update to be observed...")
    for one in status.get("conditions") or []:
        if one.get("type") == "Progressing" and one.get("reason") == TOO_LONG:
            said = f'deployment "{name}" exceeded its progress deadline'
            return State(said, failed=said)
    wanted, updated = spec.get("replicas", 1), status.get("updatedReplicas", 0)
    total, available = status.get("replicas", 0), status.get("availableReplicas", 0)
    waiting = f'Waiting for deployment "{name}" rollout to finish:'
    paused = " (it is paused: `rollout resume` lets it go on)" if spec.get("paused") else ""
    if updated < wanted:
        return State(f"{waiting} {updated} out of {wanted} new replicas have been updated...{paused}")
    if total > updated:
        return State(f"{waiting} {total - updated} old replicas are pending termination...{paused}")
    if available < updated:
        return State(f"{waiting} {available} of {updated} updated replicas are available...{paused}")
    return State(f'deployment "{name}" successfully rolled out', done=True)


def _stateful_set(name: str, spec: Mapping[str, Any], status: Mapping[str, Any], observed: bool) -> State:
    strategy = spec.get("updateStrategy") or {}
    if strategy.get("type", "RollingUpdate") != "RollingUpdate":
        said = _by_hand(f'statefulset "{name}"', strategy)
        return State(said, failed=said)
    if not observed:
        return State("Waiting for statefulset spec update to be observed...")
    wanted, ready, updated = (
        spec.get("replicas", 1),
        status.get("readyReplicas", 0),
        status.get("updatedReplicas", 0),
    )
    if ready < wanted:
        return State(f"Waiting for {wanted - ready} pods to be ready...")
    if rolling := strategy.get("rollingUpdate"):
        due = wanted - (rolling.get("partition") or 0)
        if updated < due:
            waiting = "Waiting for partitioned roll out to finish:"
            return State(f"{waiting} {updated} out of {due} new pods have been updated...")
        return State(f"partitioned roll out complete: {updated} new pods have been updated...", done=True)
    newest = status.get("updateRevision")
    if newest != status.get("currentRevision"):
        return State(
            f"waiting for statefulset rolling update to complete {updated} pods at revision {newest}..."
        )
    current = status.get("currentReplicas", 0)
    return State(f"statefulset rolling update complete {current} pods at revision {newest}...", done=True)


def _daemon_set(name: str, spec: Mapping[str, Any], status: Mapping[str, Any], observed: bool) -> State:
    strategy = spec.get("updateStrategy") or {}
    if strategy.get("type", "RollingUpdate") != "RollingUpdate":
        said = _by_hand(f'daemon set "{name}"', strategy)
        return State(said, failed=said)
    if not observed:
        return State("Waiting for daemon set spec update to be observed...")
    wanted, updated = status.get("desiredNumberScheduled", 0), status.get("updatedNumberScheduled", 0)
    waiting = f'Waiting for daemon set "{name}" rollout to finish:'
    if updated < wanted:
        return State(f"{waiting} {updated} out of {wanted} new pods have been updated...")
    if (available := status.get("numberAvailable", 0)) < wanted:
        return State(f"{waiting} {available} of {wanted} updated pods are available...")
    return State(f'daemon set "{name}" successfully rolled out', done=True)


def _by_hand(title: str, strategy: Mapping[str, Any]) -> str:
    return (
        f"{title} is updated with {strategy.get('type')}: its pods change only when they are deleted, "
        "so there is no rollout to follow"
    )
