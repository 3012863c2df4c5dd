"""The `set` family: images, environment and resources of a workload's containers.

A container is found by its name before anything is sent: a strategic patch with a mistyped name would add
a new container. Values of variables are never said, in no title and no warning.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from bot.actions.changing.containers import CONTAINER, containers, matching, unknown
from bot.actions.changing.frozen import drafted, freeze
from bot.actions.changing.rolling import WORKLOAD, rolling_cautions
from bot.actions.changing.rollouts import follow
from bot.actions.changing.subjects import Subject, workload
from bot.actions.kit import Action, Draft, Scene
from bot.actions.reading.quantities import quantity
from bot.domain.action import Param, Risk, Spec, Type
from bot.domain.redaction import redact, secret_name
from bot.errors import Refused

SET_IMAGE = Spec(
    name="set-image",
    words=("set image", "set-image"),
    group="change",
    help="Give containers another image.",
    risk=Risk.CHANGE,
    params=(
        WORKLOAD,
        Param(
            "images", Type.PAIRS, "container=image", required=True, many=True, help="* means every container"
        ),
    ),
    examples=(
        "set image deployment/web web=registry/web:1.4.2",
        "set image deployment/web *=registry/web:1.4.2",
    ),
)

SET_ENV = Spec(
    name="set-env",
    words=("set env", "set-env"),
    group="change",
    help="Set environment variables, or take them away with a minus at the end.",
    risk=Risk.CHANGE,
    params=(
        WORKLOAD,
        Param("env", Type.PAIRS, "NAME=value", required=True, many=True, help="NAME- takes it away"),
        CONTAINER,
    ),
    examples=("set env deployment/web WORKERS=4", "set env deployment/web -c web DEBUG- LOG_LEVEL=info"),
    more="Values go into the plan and the cluster; cards and timeline show those that look secret masked.",
)

SET_RESOURCES = Spec(
    name="set-resources",
    words=("set resources", "set-resources"),
    group="change",
    help="Set what containers may use at most, and what is kept for them.",
    risk=Risk.CHANGE,
    params=(
        WORKLOAD,
        CONTAINER,
        Param("limits", Type.PAIRS, "cpu=1,memory=2Gi", ("--limits",)),
        Param("requests", Type.PAIRS, "cpu=1,memory=2Gi", ("--requests",)),
    ),
    examples=(
        "set resources deployment/web -c web --limits=cpu=1,memory=2Gi --requests=cpu=500m,memory=1Gi",
    ),
)


async def plan_image(scene: Scene) -> Draft:
    subject, target, template = await _start(scene)
    every, said = containers(template), []
    for name, image in _pairs(scene.call.args.get("images")).items():
        if not image:
            raise Refused(f"Say which image {name} is to have: `{name}=registry/image:tag`.")
        found = every if name == "*" else [one for one in every if one["name"] == name]
        if not found:
            raise Refused(unknown(subject, name, every))
        for one in found:
            if one.get("image") != image:
                said.append(f"{one['name']} {one.get('image')} -> {image}")
            one["image"] = image
    return await _end(scene, subject, target, f"Set image of {subject.title} ({', '.join(said)})")


async def plan_env(scene: Scene) -> Draft:
    subject, target, template = await _start(scene)
    wanted = _pairs(scene.call.args.get("env"))
    changed = False
    for one in matching(subject, template, scene.call.args.get("container")):
        old = one.get("env") or []
        new = _with_env(old, wanted)
        if new != old:
            changed, one["env"] = True, new
            if not new:
                del one["env"]
    missing = [name for name, value in wanted.items() if value is None]
    if not changed and missing == list(wanted):
        raise Refused(f"{subject.title} has no variable {' or '.join(missing)} to take away.")
    said = ", ".join(
        f"{name} taken away" if value is None else _named(name, value) for name, value in wanted.items()
    )
    return await _end(scene, subject, target, f"Set environment of {subject.title} ({said})")


async def plan_resources(scene: Scene) -> Draft:
    subject, target, template = await _start(scene)
    asked = {name: _quantities(name, scene.call.args.get(name)) for name in ("limits", "requests")}
    if not any(asked.values()):
        raise Refused("Say what to set: `--limits cpu=1,memory=2Gi`, `--requests cpu=500m`, or both.")
    for one in matching(subject, template, scene.call.args.get("container")):
        resources = dict(one.get("resources") or {})
        for name, amounts in asked.items():
            kept = {**(resources.get(name) or {}), **amounts}
            resources[name] = {key: value for key, value in kept.items() if value is not None}
        one["resources"] = {name: amounts for name, amounts in resources.items() if amounts}
    said = "; ".join(_amounts(name, amounts) for name, amounts in asked.items() if amounts)
    return await _end(scene, subject, target, f"Set resources of {subject.title} ({said})")


async def _start(scene: Scene) -> tuple[Subject, dict[str, Any], dict[str, Any]]:
    """The workload, a copy of it to be changed, and the pod template in that copy."""
    subject = await workload(scene)
    target = copy.deepcopy(subject.live)
    return subject, target, target["spec"]["template"]


async def _end(scene: Scene, subject: Subject, target: dict[str, Any], title: str) -> Draft:
    frozen = await freeze(scene, subject, target)
    return await drafted(scene, frozen, title, Risk.CHANGE, await rolling_cautions(scene, frozen))


def _with_env(old: list[dict[str, Any]], wanted: Mapping[str, str | None]) -> list[dict[str, Any]]:
    """`old` with variables set in their places, new ones at the end. A value replaces a reference."""
    kept = [one for one in old if wanted.get(one["name"], "") is not None]
    new = [
        {"name": one["name"], "value": wanted[one["name"]]} if one["name"] in wanted else one for one in kept
    ]
    there = {one["name"] for one in kept}
    return new + [
        {"name": name, "value": value}
        for name, value in wanted.items()
        if value is not None and name not in there
    ]


def _named(name: str, value: str) -> str:
    """A variable as a title may say it: the name alone where the value may be secret."""
    quiet = secret_name(name) or redact(value).masked or redact(f"{name}={value}").masked
    return name if quiet or len(value) > 40 else f"{name}={value}"


def _amounts(what: str, amounts: Mapping[str, str | None]) -> str:
    return f"{what} " + ", ".join(f"{name} {value or 'taken away'}" for name, value in amounts.items())


def _pairs(given: Any) -> dict[str, str | None]:
    if not isinstance(given, dict) or not given:
        raise Refused("Say what to set, as NAME=value.")
    return {str(name): None if value is None else str(value) for name, value in given.items()}


def _quantities(what: str, given: Any) -> dict[str, str | None]:
    amounts = {} if not given else _pairs(given)
    for name, value in amounts.items():
        if value is not None and quantity(value) is None:
            raise Refused(
                f"The {what} of {name} must be a quantity such as 500m, 2 or 1Gi; {name}- takes it away."
            )
    return amounts


SETTING = (
    Action(SET_IMAGE, plan=plan_image, watch=follow),
    Action(SET_ENV, plan=plan_env, watch=follow),
    Action(SET_RESOURCES, plan=plan_resources, watch=follow),
)
