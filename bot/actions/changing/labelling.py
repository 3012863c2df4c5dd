"""Label and annotate: key=value and key- on one or several objects of a namespace.

As with kubectl an existing value is only changed with `--overwrite`. Each object's patch tests the old
value of what it touches, so that nobody's newer value is lost.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from functools import partial
from typing import Any

from bot.actions.changing.bundling import Face, bundled, differences, drafted
from bot.actions.changing.cautions import kept_elsewhere
from bot.actions.changing.choosing import ALL, OBJECTS, SELECTOR, chosen, naming, one_target, together
from bot.actions.changing.frozen import freeze
from bot.actions.changing.inverse import LARGEST, Undo
from bot.actions.changing.owners import selecting
from bot.actions.changing.rollouts import follow
from bot.actions.changing.subjects import Subject
from bot.actions.kit import Action, Draft, Scene
from bot.actions.reading.discovery import kind_word
from bot.domain.action import Call, Param, Risk, Spec, Type
from bot.domain.redaction import redact, redact_object, secret_name
from bot.errors import Refused

OVERWRITE = Param("overwrite", Type.SWITCH, "overwrite", ("--overwrite",), help="change values that exist")
KEPT = ("argocd.argoproj.io/", "helm.sh/", "meta.helm.sh/", "kustomize.toolkit.fluxcd.io/",
        "helm.toolkit.fluxcd.io/", "app.kubernetes.io/managed-by", "app.kubernetes.io/instance")  # fmt: skip
"""What GitOps tools find their objects by."""

LABEL = Spec(
    name="label",
    words=("label",),
    group="change",
    help="Set labels of objects, or take them away with a minus at the end.",
    risk=Risk.CHANGE,
    params=(
        OBJECTS,
        Param("labels", Type.PAIRS, "key=value", required=True, many=True, help="key- takes it away"),
        SELECTOR,
        ALL,
        OVERWRITE,
    ),
    examples=("label pod web-1 quarantine=true", "label deployment -l app=web tier- --overwrite"),
)

ANNOTATE = Spec(
    name="annotate",
    words=("annotate",),
    group="change",
    help="Set annotations of objects, or take them away with a minus at the end.",
    risk=Risk.CHANGE,
    params=(
        OBJECTS,
        Param("annotations", Type.PAIRS, "key=value", required=True, many=True, help="key- takes it away"),
        SELECTOR,
        ALL,
        OVERWRITE,
    ),
    examples=("annotate deployment web maintenance=true --overwrite", "annotate deployment/web maintenance-"),
)


async def plan_notes(field: str, scene: Scene) -> Draft:
    """A change of `field` (labels or annotations) on everything that was chosen."""
    wanted = scene.call.args.get(field)
    if not isinstance(wanted, dict) or not wanted:
        raise Refused("Say what to set, as key=value, or key- to take it away.")
    found = await chosen(scene)
    touched = [one for one in found.subjects if _moves(one, field, wanted)]
    if not touched:
        raise Refused(f"Nothing would change: {naming(found.subjects)}{found.how} have it that way already.")
    if not scene.call.args.get("overwrite"):
        _keep(touched, field, wanted)
    frozen = await together(lambda one: freeze(scene, one, _target(one, field, wanted)), touched)
    same = len(found.subjects) - len(touched)
    warnings = [*([f"{same} more have it that way already and stay as they are."] if same else [])]
    warnings += await _cautions(scene, touched, field, wanted)
    verb = "Label" if field == "labels" else "Annotate"
    face = Face(
        target=one_target(scene, touched),
        title=f"{verb} {naming(touched)}{found.how} ({', '.join(_said(*pair) for pair in wanted.items())})",
        diff=await differences(frozen),
        risk=Risk.CHANGE,
        warnings=warnings,
        undo=_undo(scene, touched, field, wanted),
        dropped=[sentence for one in frozen for sentence in one.dropped],
    )
    return drafted(bundled([one.request for one in frozen]), frozen[0].binding, face)


def _now(subject: Subject, field: str) -> dict[str, str]:
    return dict(subject.live["metadata"].get(field) or {})


def _moves(subject: Subject, field: str, wanted: dict[str, str | None]) -> bool:
    now = _now(subject, field)
    return any(now.get(key) != value for key, value in wanted.items())


def _target(subject: Subject, field: str, wanted: dict[str, str | None]) -> dict[str, Any]:
    """A copy with the values in it; the map itself goes with its last key."""
    target = copy.deepcopy(subject.live)
    values = {**_now(subject, field), **wanted}
    kept = {key: value for key, value in values.items() if value is not None}
    if kept:
        target["metadata"][field] = kept
    else:
        target["metadata"].pop(field, None)
    return target


def _keep(touched: Sequence[Subject], field: str, wanted: dict[str, str | None]) -> None:
    """Refused where a value would be changed that is there."""
    for one in touched:
        now = _now(one, field)
        for key, value in wanted.items():
            if value is not None and now.get(key, value) != value:
                raise Refused(
                    f"{one.title} has {_said(key, now[key])} already, and that is only changed with "
                    "`--overwrite`."
                )


async def _cautions(
    scene: Scene, touched: Sequence[Subject], field: str, wanted: dict[str, str | None]
) -> list[str]:
    said = [
        f"{key} is a key that Argo CD, Flux or Helm find their objects by: changing it may make them lose "
        "or delete it."
        for key in wanted
        if key.startswith(KEPT)
    ]
    if field == "labels":
        said += await selecting(scene, touched, set(wanted))
    return [*said, *(sentence for one in touched for sentence in kept_elsewhere(one.live))]


def _undo(scene: Scene, touched: Sequence[Subject], field: str, wanted: dict[str, str | None]) -> Undo:
    """The old values, where all had the same and none of them is secret."""
    olds = [{key: _now(one, field).get(key) for key in wanted} for one in touched]
    if any(old != olds[0] for old in olds):
        return Undo(warning="There is no undo for this: the old values are not the same everywhere.")
    kept = {key: value for key, value in olds[0].items() if value is not None}
    if redact_object({"metadata": {field: kept}})[1]:
        return Undo(warning="There is no undo for this: the old values are secret and are not kept.")
    if sum(len(value or "") for value in olds[0].values()) > LARGEST:
        return Undo(warning="There is no undo for this: the old values are too large to keep.")
    words = [f"{kind_word(one.resource)}/{one.target.name}" for one in touched]
    args = {"object": words, field: olds[0], "overwrite": True}
    call = Call(scene.call.action, args, scene.call.cluster, scene.call.namespace)
    return Undo(call, f"Put back the old {field} of {naming(touched)}")


def _said(key: str, value: str | None) -> str:
    """A pair as a title may say it: the key alone where the value may be secret."""
    if value is None:
        return f"{key} taken away"
    quiet = secret_name(key) or redact(value).masked or redact(f"{key}={value}").masked or len(value) > 40
    return key if quiet else f"{key}={value}"


LABELLING = (
    Action(LABEL, plan=partial(plan_notes, "labels"), watch=follow),
    Action(ANNOTATE, plan=partial(plan_notes, "annotations"), watch=follow),
)
