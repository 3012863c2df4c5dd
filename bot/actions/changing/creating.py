"""Create a namespace that the system file names, and a Secret whose values nobody sees.

A value of a Secret stands in the sealed request and in the cluster, nowhere else: not in the plan, not in
an event, not on a card. `generated:32` makes one of 32 characters when it is planned.
"""

from __future__ import annotations

import base64
import re
import secrets
import string
from typing import Any

from bot.actions.changing.bundling import Face, drafted, proof, rehearse
from bot.actions.changing.inverse import Undo
from bot.actions.changing.rollouts import follow
from bot.actions.kit import Action, Draft, Scene
from bot.actions.reading.discovery import find
from bot.domain.action import Call, Param, Request, Risk, Spec, Target, Type
from bot.domain.redaction import MASK
from bot.errors import Refused

CREATE_NAMESPACE = Spec(
    name="create-namespace",
    words=("create namespace", "create ns", "create-namespace"),
    group="change",
    help="Create a namespace that the system file names.",
    risk=Risk.DANGER,
    params=(Param("name", Type.NAME, "NAME", required=True),),
    examples=("create namespace shop-rehearsal",),
    more="Only names under `namespaces:` of the system file. It is not deleted from here.",
)

CREATE_SECRET = Spec(
    name="create-secret",
    words=("create secret generic", "create-secret"),
    group="change",
    help="Create a Secret, with values that are made up here or given.",
    risk=Risk.CHANGE,
    params=(
        Param("name", Type.NAME, "NAME", required=True),
        Param("literals", Type.PAIRS, "KEY=generated:32", ("--from-literal",), required=True),
    ),
    examples=("create secret generic api-keys --from-literal=api-key=generated:32",),
    more="`generated:N` makes N letters and digits up when it is planned. No value is shown anywhere. Better "
    "no value is typed in a chat at all.",
)

GENERATED = re.compile(r"generated:([0-9]{1,4})")
LEAST, MOST = 16, 1024
ALPHABET = string.ascii_letters + string.digits
KEY = re.compile(r"[-._a-zA-Z0-9]{1,253}")


async def plan_namespace(scene: Scene) -> Draft:
    name, policy = str(scene.call.args["name"]), scene.policy
    if name not in (policy.namespace, *policy.namespaces):
        raise Refused(
            f"Only namespaces that the system file names are made, and {name} is not under `namespaces:` of "
            "its `operations:`. Have it added first."
        )
    resource = find(await scene.bot.resources(), "namespaces")
    body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
    target = Target(scene.call.cluster, "", "Namespace", name)
    undo = Undo(title="a namespace is not deleted from here")
    warnings = ["It begins without quotas, network policies and roles, but for what the cluster adds itself."]
    face = Face(target, f"Create {target.title}", f"+{target.title}", Risk.DANGER, warnings, undo)
    return await _drafted(scene, Request("POST", resource.path(), body), face)


async def plan_secret(scene: Scene) -> Draft:
    """A Secret, its generated values fixed now, so that the approved request is the one that is sent."""
    name, given = str(scene.call.args["name"]), scene.call.args.get("literals")
    if not isinstance(given, dict) or not given:
        raise Refused("Say what is in it: `--from-literal=KEY=generated:32`.")
    values, shown = {}, []
    for key, word in given.items():
        values[key], how = _value(str(key), word)
        shown.append(f"+  {key}: {MASK} ({how})")
    resource = find(await scene.bot.resources(), "secrets")
    data = {key: base64.b64encode(value.encode()).decode() for key, value in values.items()}
    meta = {"name": name}
    body: dict[str, Any] = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": meta,
        "type": "Opaque",
        "data": data,
    }
    call, where = scene.call, Target(scene.call.cluster, scene.call.namespace, "Secret", name)
    undo = Call("delete", {"object": [f"secret/{name}"]}, call.cluster, call.namespace)
    face = Face(
        target=where,
        title=f"Create {where.title} ({', '.join(values)})",
        diff="\n".join([f"+{where.title}", "+data:", *shown]),
        risk=Risk.CHANGE,
        warnings=_typed(given),
        undo=Undo(undo, f"Delete {where.title}"),
    )
    return await _drafted(scene, Request("POST", resource.path(call.namespace), body), face)


async def _drafted(scene: Scene, request: Request, face: Face) -> Draft:
    binding = await proof(scene, request)
    await rehearse(scene, request, face.target.title)
    return drafted(request, binding, face)


def _value(key: str, word: Any) -> tuple[str, str]:
    """A value, and how it came about."""
    if not KEY.fullmatch(key):
        raise Refused(f"{key[:60]} cannot be a key of a Secret: letters, digits, `-`, `_` and `.`.")
    if word is None:
        raise Refused(f"{key} has no value: write `{key}=generated:32`.")
    if "$(" in str(word) or "`" in str(word):
        raise Refused(
            f"The value of {key} is a command of a shell, and none runs here. `{key}=generated:64` makes a "
            "value up."
        )
    found = GENERATED.fullmatch(str(word))
    if found is None:
        return str(word), "as typed"
    length = int(found[1])
    if not LEAST <= length <= MOST:
        raise Refused(f"A generated value has {LEAST} to {MOST} characters, not {length}.")
    return "".join(secrets.choice(ALPHABET) for _ in range(length)), f"generated, {length} characters"


def _typed(given: dict[str, Any]) -> list[str]:
    typed = [key for key, word in given.items() if not GENERATED.fullmatch(str(word))]
    if not typed:
        return []
    return [
        f"{', '.join(typed)}: typed into a chat, so others may know it. A generated value is known to nobody."
    ]


CREATING = (
    Action(CREATE_NAMESPACE, plan=plan_namespace, watch=follow),
    Action(CREATE_SECRET, plan=plan_secret, watch=follow),
)
