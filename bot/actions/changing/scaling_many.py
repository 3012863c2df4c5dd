"""Scale as kubectl has it: one workload, or all of a kind, or those that a selector finds.

Several are frozen as one request of many patches, each from exactly the number that was previewed. The one
workload is `scaling`'s affair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.actions.changing.bundling import Face, bundled, differences, drafted
from bot.actions.changing.cautions import kept_elsewhere
from bot.actions.changing.choosing import ALL, SELECTOR, few, listed, naming, one_target, together
from bot.actions.changing.frozen import Frozen, freeze
from bot.actions.changing.inverse import Undo
from bot.actions.changing.neighbours import autoscalers
from bot.actions.changing.rolling import WORKLOAD
from bot.actions.changing.rollouts import follow
from bot.actions.changing.scaling import SCALE, kept, plan_scale
from bot.actions.changing.subjects import Subject, look
from bot.actions.kit import Action, Draft, Scene
from bot.actions.reading.discovery import find
from bot.domain.action import Call, Param, Risk, Spec, Type
from bot.errors import Refused

KIND = Param(
    "kind",
    Type.CHOICE,
    "KIND",
    choices=("deployment", "deployments", "deploy", "statefulset", "statefulsets", "sts", "replicaset",
             "replicasets", "rs"),
    help="alone, with -l or --all",
)  # fmt: skip

SCALE_ANY: Spec = replace(
    SCALE,
    help="Set how many pods a Deployment or StatefulSet has, or all of them.",
    params=(replace(WORKLOAD, required=False), KIND, *SCALE.params[1:], SELECTOR, ALL),
    examples=(*SCALE.examples, "scale deployment --all --replicas=0", "scale sts -l tier=db --replicas=3"),
)


async def plan_any(scene: Scene) -> Draft:
    """One workload as ever; else everything of the kind that is not that many already."""
    args = scene.call.args
    kind, selector, every = args.get("kind"), args.get("selector"), bool(args.get("all"))
    if args.get("workload"):
        if selector or every:
            raise Refused("A name, or `-l`, or `--all`: write one of the three.")
        return await plan_scale(scene)
    if not kind or bool(selector) == every:
        raise Refused(
            "Say what to scale: `scale deployment/NAME`, or a kind with one of `-l` and `--all`, as in "
            "`scale deployment --all --replicas=0`."
        )
    return await _several(scene, str(kind), selector, f" with {selector}" if selector else " (all)")


async def _several(scene: Scene, kind: str, selector: str | None, how: str) -> Draft:
    resource, wanted = find(await scene.bot.resources(), kind), int(scene.call.args["replicas"])
    subjects = await listed(scene, resource, selector)
    if not subjects:
        raise Refused(f"There are no {resource.plural}{how} in the namespace {scene.call.namespace}.")
    few(len(subjects))
    had = await together(lambda one: _had(scene, one), subjects)
    numbers = dict(zip((one.target.uid for one in subjects), had, strict=True))
    moving = [one for one in subjects if numbers[one.target.uid] != wanted]
    if not moving:
        raise Refused(f"Nothing would change: all {len(subjects)} {resource.plural} have {wanted} already.")
    _check(scene, moving, numbers, wanted)
    frozen = await together(lambda one: _freeze(scene, one, wanted), moving)
    same = len(subjects) - len(moving)
    face = Face(
        target=one_target(scene, moving),
        title=f"Scale {naming(moving)}{how} to {wanted} pod{'' if wanted == 1 else 's'} each",
        diff=await differences(frozen),
        risk=Risk.DANGER if wanted == 0 else Risk.CHANGE,
        warnings=[
            *_ending(moving, numbers, wanted),
            *([f"{same} more have {wanted} already and stay as they are."] if same else []),
            *(await _fighting(scene, moving, wanted)),
            *(sentence for one in moving for sentence in kept_elsewhere(one.live)),
        ],
        undo=_undo(scene, moving, numbers),
        watched=len(moving) == 1,
        generation=moving[0].generation if len(moving) == 1 else 0,
        dropped=[sentence for one in frozen for sentence in one.dropped],
    )
    return drafted(bundled([one.request for one in frozen]), frozen[0].binding, face)


async def _had(scene: Scene, subject: Subject) -> int:
    scale, _ = await look(scene, f"{subject.path}/scale")
    return kept(scale)


async def _freeze(scene: Scene, subject: Subject, wanted: int) -> Frozen:
    scale, _ = await look(scene, f"{subject.path}/scale")
    target = {**scale, "spec": {**(scale.get("spec") or {}), "replicas": wanted}}
    frozen = await freeze(scene, subject, target, scale, "scale")
    before, answer = ({"spec": {"replicas": kept(one)}} for one in (frozen.before, frozen.answer))
    return replace(frozen, before=before, answer=answer)


def _check(scene: Scene, moving: Sequence[Subject], numbers: dict[str, int], wanted: int) -> None:
    expected, most = scene.call.args.get("current_replicas"), scene.policy.most_replicas
    for one in moving:
        had = numbers[one.target.uid]
        if expected is not None and expected != had:
            raise Refused(
                f"{one.title} has {had} replicas, not {expected}. Look again, then say what you want."
            )
        if wanted > most and wanted > had:
            raise Refused(
                f"{wanted} replicas are more than the {most} this system allows. An administrator may raise "
                "`most replicas` in the system file."
            )


def _ending(moving: Sequence[Subject], numbers: dict[str, int], wanted: int) -> list[str]:
    pods = sum(numbers[one.target.uid] for one in moving)
    now = f"Together they have {pods} pods now and {len(moving) * wanted} then."
    return [f"All {pods} pods end, and none serves until they are scaled up again."] if wanted == 0 else [now]


async def _fighting(scene: Scene, moving: Sequence[Subject], wanted: int) -> list[str]:
    said = await together(lambda one: autoscalers(scene, one, wanted), moving)
    return list(dict.fromkeys(sentence for every in said for sentence in every))


def _undo(scene: Scene, moving: Sequence[Subject], numbers: dict[str, int]) -> Undo:
    """Back to the one number that all had, in the words it was said in; a call has only one number."""
    old, args = numbers[moving[0].target.uid], scene.call.args
    if len(moving) > 1 and set(numbers.values()) != {old}:
        figures = ", ".join(f"{one.title} {numbers[one.target.uid]}" for one in moving)
        return Undo(warning=f"There is no undo in one go: not all had the same number ({figures}).")
    if len(moving) == 1:
        again = {"workload": moving[0].title, "replicas": old}
    else:
        words = {name: args[name] for name in ("kind", "selector", "all") if args.get(name)}
        again = {**words, "replicas": old, "current_replicas": int(args["replicas"])}
    call = Call("scale", again, scene.call.cluster, scene.call.namespace)
    return Undo(call, f"Scale {naming(moving)} back to {old}")


SCALING_MANY = (Action(SCALE_ANY, plan=plan_any, watch=follow),)
