"""Drain: close a node, ask its pods to leave one by one, and wait until all of them are gone.

What is approved is the list of pods as it was then. Nothing is forced: a pod whose budget says not now is
asked again at every look, for as long as the change is watched; Stop ends it, and the node stays closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.actions.changing.answers import against
from bot.actions.changing.bundling import Face, bundled, drafted, proof
from bot.actions.changing.choosing import few, together
from bot.actions.changing.cordoning import NODE, closing, node, uncordoning
from bot.actions.changing.disruption import Budget, budgets
from bot.actions.changing.evacuating import follow_drain
from bot.actions.changing.evictions import api_version, eviction, held_by_budget
from bot.actions.changing.owners import controller
from bot.actions.changing.subjects import Subject, person
from bot.actions.kit import Action, Draft, Scene
from bot.domain.action import Param, Request, Risk, Spec, Type
from bot.errors import Permanent, Refused, Temporary

DRAIN = Spec(
    name="drain",
    words=("drain",),
    group="change",
    help="Close a node to new pods and move those that are on it.",
    risk=Risk.DANGER,
    params=(
        NODE,
        Param("ignore_daemonsets", Type.SWITCH, "ignore", ("--ignore-daemonsets",), help="let these stay"),
        Param(
            "delete_emptydir",
            Type.SWITCH,
            "delete",
            ("--delete-emptydir-data", "--delete-local-data"),
            help="also pods whose data on the node is lost",
        ),
        Param("grace", Type.COUNT, "seconds", ("--grace-period",), least=1, help="until a pod is killed"),
    ),
    examples=("drain node-a --ignore-daemonsets",),
    more="Disruption budgets are respected, and nothing is forced. Stop ends it: the node then stays closed.",
)

MOST = 250
"""So many pods a node may have to move; Kubernetes itself wants 110 on one."""

MIRROR = "kubernetes.io/config.mirror"


@dataclass
class Sorted:
    """The pods of a node, by what a drain means for them."""

    moving: list[Any] = field(default_factory=list)
    daemons: list[Any] = field(default_factory=list)
    mirrors: list[Any] = field(default_factory=list)
    local: list[Any] = field(default_factory=list)
    lonely: list[Any] = field(default_factory=list)


async def plan_drain(scene: Scene) -> Draft:
    subject = await node(scene)
    kinds = sort(await _pods(scene, subject))
    _refuse(scene, subject, kinds)
    few(len(kinds.moving), MOST)
    parts, closed = [], bool((subject.live.get("spec") or {}).get("unschedulable"))
    if not closed:
        parts.append((await closing(scene, subject, closed=True)).request)
    version = await api_version(scene.bot)
    asked = [eviction(pod, version, scene.call.args.get("grace")) for pod in kinds.moving]
    if not asked and closed:
        raise Refused(f"Nothing would change: {subject.title} is closed already and has no pod to move.")
    request = bundled([*parts, *asked])
    binding = await proof(scene, request)
    pairs = zip(asked, kinds.moving, strict=True)
    await together(lambda pair: _rehearse(scene, pair[0], title_of(pair[1])), list(pairs))
    count = f"{len(kinds.moving)} pod{'' if len(kinds.moving) == 1 else 's'}"
    face = Face(
        target=subject.target,
        title=f"Drain {subject.title} ({count} to move)",
        diff="\n".join(_listed(subject, kinds, closed)),
        risk=Risk.DANGER,
        warnings=await _cautions(scene, kinds),
        undo=uncordoning(scene, subject),
        watched=True,
        stoppable=True,
    )
    return drafted(request, binding, face)


def sort(pods: Iterable[Any]) -> Sorted:
    """As kubectl drain sorts them: mirrors and pods of DaemonSets stay, what has ended goes with the rest."""
    kinds = Sorted()
    for pod in pods:
        keeper = controller(pod)
        over = (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")
        if MIRROR in (pod["metadata"].get("annotations") or {}):
            kinds.mirrors.append(pod)
        elif pod["metadata"].get("deletionTimestamp"):
            continue
        elif keeper is not None and keeper.get("kind") == "DaemonSet" and not over:
            kinds.daemons.append(pod)
        else:
            kinds.moving.append(pod)
            if keeper is None and not over:
                kinds.lonely.append(pod)
            if not over and any("emptyDir" in one for one in pod["spec"].get("volumes") or []):
                kinds.local.append(pod)
    return kinds


def title_of(pod: Mapping[str, Any]) -> str:
    return f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"


def _refuse(scene: Scene, subject: Subject, kinds: Sorted) -> None:
    args = scene.call.args
    if kinds.lonely:
        raise Refused(
            f"{_names(kinds.lonely)} on {subject.title} would be gone: nothing makes them anew. kubectl "
            "needs `--force` for that, and nothing is forced from here. Move them by hand first."
        )
    if kinds.daemons and not args.get("ignore_daemonsets"):
        raise Refused(
            f"{subject.title} has pods of DaemonSets ({_names(kinds.daemons)}), and they would come straight "
            "back. Add `--ignore-daemonsets` to let them stay."
        )
    if kinds.local and not args.get("delete_emptydir"):
        raise Refused(
            f"{_names(kinds.local)} keep data on {subject.title} (emptyDir) that would be lost. Add "
            "`--delete-emptydir-data` if it may be."
        )


async def _pods(scene: Scene, subject: Subject) -> list[Any]:
    query = {"fieldSelector": f"spec.nodeName={subject.target.name}"}
    try:
        listed = await scene.bot.get("/api/v1/pods", query)
    except Permanent as error:
        raise Refused(f"What runs on {subject.title} cannot be seen, so nothing is moved. {error}") from error
    return list(listed.get("items") or [])


async def _rehearse(scene: Scene, request: Request, title: str) -> None:
    """The dry run of an eviction; that a budget says not now is part of the plan."""
    try:
        await person(scene).send(request, scene.manager, dry_run=True)
    except Permanent as error:
        raise Refused(against(error, title, tested=False)) from error
    except Temporary as error:
        if not held_by_budget(error):
            raise


def _listed(subject: Subject, kinds: Sorted, closed: bool) -> list[str]:
    said = [f" {subject.title} is closed already" if closed else f"+{subject.title} spec.unschedulable: true"]
    classes = (("-", "moves", kinds.moving), (" ", "stays, DaemonSet", kinds.daemons),
               (" ", "stays, static", kinds.mirrors))  # fmt: skip
    for sign, word, pods in classes:
        said += [f"{sign}{title_of(pod)}  {pod['metadata']['uid']}  {word}{_of(pod, kinds)}" for pod in pods]
    return said


def _of(pod: Any, kinds: Sorted) -> str:
    keeper = controller(pod)
    owner = f", of {str(keeper['kind']).lower()}/{keeper['name']}" if keeper is not None else ""
    return owner + (", its emptyDir is lost" if pod in kinds.local else "")


async def _cautions(scene: Scene, kinds: Sorted) -> list[str]:
    found = await budgets(scene.bot)
    said = ["Whether disruption budgets cover these pods could not be seen."] if found is None else []
    said += [_short(one, kinds.moving) for one in found or [] if _count(one, kinds.moving) > one.allowed]
    places = sorted({pod["metadata"]["namespace"] for pod in kinds.moving})
    known = {scene.policy.namespace, scene.call.namespace, *scene.policy.namespaces}
    others = [place for place in places if place not in known and "*" not in known]
    if others:
        said.append(f"Pods of other namespaces are moved too: {', '.join(others)}.")
    if kinds.local:
        said.append(f"Data on the node is lost with {_names(kinds.local)}.")
    return said


def _count(budget: Budget, pods: Sequence[Any]) -> int:
    return sum(budget.covers(pod) for pod in pods)


def _short(budget: Budget, pods: Sequence[Any]) -> str:
    count, where = _count(budget, pods), f"{budget.namespace}/{budget.name}"
    if budget.allowed == 0:
        return (
            f"PodDisruptionBudget {where} allows no pod to be missing now: {count} on this node wait for it."
        )
    return f"PodDisruptionBudget {where} allows {budget.allowed} to be missing now, {count} are here."


def _names(pods: Sequence[Any]) -> str:
    more = f" and {len(pods) - 5} more" if len(pods) > 5 else ""
    return ", ".join(title_of(pod) for pod in pods[:5]) + more


DRAINING = (Action(DRAIN, plan=plan_drain, watch=follow_drain),)
