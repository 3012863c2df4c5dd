"""What an approver should know that the diff does not say, as sentences for the card.

All of it can be read off the object alone: who else keeps it, how its pods are replaced, what state it is
in. What stands beside the object (autoscalers, disruption budgets) is in `neighbours`. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from bot.actions.changing.rollouts import judge
from bot.actions.changing.subjects import Subject

Object = Mapping[str, Any]

_ARGO = "argocd.argoproj.io/"
_FLUX = ("kustomize.toolkit.fluxcd.io/", "helm.toolkit.fluxcd.io/")
_FLUX_WRITERS = {"kustomize-controller", "helm-controller"}
_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def kept_elsewhere(live: Object) -> Iterator[str]:
    """Who will put the object back to what their source says."""
    meta = live.get("metadata") or {}
    labels, notes = meta.get("labels") or {}, meta.get("annotations") or {}
    marks = (*labels, *notes)
    writers = {str(one.get("manager")) for one in meta.get("managedFields") or []}
    if any(mark.startswith(_ARGO) for mark in marks) or any(name.startswith("argocd") for name in writers):
        yield "Argo CD keeps this object: with self-healing on, it will revert this within minutes."
    if any(mark.startswith(_FLUX) for mark in marks) or writers & _FLUX_WRITERS:
        yield "Flux keeps this object: its next reconciliation will revert this unless it is suspended."
    release = notes.get("meta.helm.sh/release-name")
    if release or labels.get("app.kubernetes.io/managed-by") == "Helm":
        named = f" (release {release})" if release else ""
        yield f"Helm keeps this object{named}: its next upgrade will revert this."
    if _APPLIED in notes:
        yield "It was made with `kubectl apply`: the next apply of its file brings the old values back."
    if meta.get("deletionTimestamp"):
        yield "It is being deleted."


def unsettled(subject: Subject) -> Iterator[str]:
    """Whether another rollout is under way, or cannot be."""
    if not subject.workload:
        return
    if subject.live["spec"].get("paused"):
        yield "The Deployment is paused: its pods do not change before it is resumed."
        return
    judged = judge(subject.kind, subject.live)
    if judged.failed:
        yield f"The last rollout has failed: {judged.said}"
    elif not judged.done:
        yield f"A rollout is under way already: {judged.said}"


def replacing(after: Subject) -> Iterator[str]:
    """How pods are replaced when the template of `after` is rolled out."""
    if not after.workload:
        return
    wanted, spec = after.replicas, after.live["spec"]
    if wanted == 0:
        yield "It has no pods at the moment, so nothing will be seen of this."
        return
    strategy = spec.get("strategy" if after.kind == "Deployment" else "updateStrategy") or {}
    kind, rolling = strategy.get("type", "RollingUpdate"), strategy.get("rollingUpdate") or {}
    if wanted == 1:
        yield "It has a single replica: while that one is replaced nothing else serves."
    if kind == "OnDelete":
        yield "Strategy OnDelete: the running pods stay as they are until somebody deletes them."
    elif kind == "Recreate":
        yield f"Strategy Recreate: all {wanted} pods end before the first new one starts."
    elif after.kind == "StatefulSet":
        yield from _ordered(spec, rolling)
    else:
        missing, extra = _room(after.kind, rolling, wanted)
        yield (
            f"While it rolls, at most {missing} of {wanted} pods may be missing and {extra} more may run "
            f"(maxUnavailable {rolling.get('maxUnavailable', missing)}, "
            f"maxSurge {rolling.get('maxSurge', extra)})."
        )


def loose_images(after: Subject) -> Iterator[str]:
    """Images that may be another one tomorrow."""
    spec = ((after.live.get("spec") or {}).get("template") or {}).get("spec") or {}
    for one in spec.get("containers") or []:
        image = str(one.get("image") or "")
        if "@" not in image and image.rpartition("/")[2].partition(":")[2] in ("", "latest"):
            yield f"Image {image} of {one.get('name')} has no fixed tag: it may not be what ran before."


def _ordered(spec: Object, rolling: Object) -> Iterator[str]:
    partition = int(rolling.get("partition") or 0)
    if partition:
        yield f"Partition {partition}: only pods numbered {partition} and above are replaced."
    if spec.get("podManagementPolicy", "OrderedReady") == "OrderedReady":
        yield (
            "Pods are replaced one by one, each when the one before is ready. A broken one keeps the rest "
            "waiting and may have to be deleted by hand."
        )


def _room(kind: str, rolling: Object, wanted: int) -> tuple[int, int]:
    """How many pods may be missing and how many may be too many."""
    standard = ("25%", "25%") if kind == "Deployment" else (1, 0)
    missing = _share(rolling.get("maxUnavailable", standard[0]), wanted, up=kind != "Deployment")
    extra = _share(rolling.get("maxSurge", standard[1]), wanted, up=True)
    return (missing or (0 if extra else 1)), extra


def _share(value: Any, wanted: int, up: bool) -> int:
    """A number, or a percentage of `wanted` pods."""
    text = str(value)
    if not text.endswith("%"):
        return int(text) if text.isdigit() else 0
    part = float(text[:-1] or 0) * wanted / 100
    return math.ceil(part) if up else math.floor(part)
