"""`run`: a pod that runs one command of an image, is waited for, tells what it printed, and is deleted.

Its name belongs to the change alone, so that a second try finds the first one. It gets no token of the
cluster, and ends by itself when nobody looks after it. An image that the file does not name is a danger.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from bot.actions.changing import drift
from bot.actions.changing.bundling import Face, drafted, proof, rehearse
from bot.actions.changing.inverse import Undo
from bot.actions.executing.answering import LIMIT
from bot.actions.executing.inside import ARGV, NO_TERMINAL, STDIN, TTY, command
from bot.actions.executing.judging import fit
from bot.actions.kit import Action, Draft, Progress, Pursuit, Scene
from bot.actions.reading.ages import moment
from bot.actions.reading.finish import counted
from bot.actions.reading.log_text import is_binary, readable
from bot.actions.reading.words import flag, switch
from bot.domain.action import Health, Param, Request, Risk, Spec, Target, Type
from bot.domain.redaction import redact
from bot.errors import Permanent, Refused, Temporary
from bot.ports import Kube
from bot.runbooks.spelling import spelt

SECONDS, LONGEST, GRACE = 300, 1500, 60
SHOWN_LINES, SHOWN_SIGNS = 20, 1500
LABEL = "tocsin/run"
HOPELESS = ("ImagePullBackOff", "InvalidImageName", "CreateContainerConfigError", "ErrImageNeverPull")
"""What a pod waits for that will not come."""

RUN = Spec(
    name="run",
    words=("run",),
    group="change",
    help="Run one command in a pod of its own, and delete it.",
    risk=Risk.CHANGE,
    params=(
        Param("name", Type.NAME, "NAME", required=True),
        flag("image", Type.TEXT, "image", "--image"),
        Param("restart", Type.CHOICE, "Never", ("--restart",), choices=("Never",), help="It runs once."),
        switch("rm", "--rm", help="It is deleted in any case."),
        STDIN,
        TTY,
        flag("timeout", Type.LENGTH, "time", "--timeout", least=1, most=LONGEST, help="5m if left out."),
        Param(ARGV.name, ARGV.type, ARGV.label, ARGV.flags, many=True, help=ARGV.help),
    ),
    examples=(
        "run debug --image=curlimages/curl --rm -- curl -sS http://web:8080/health",
        "run smoke-test --image=shop/web:2 --restart=Never --rm -- python -m pytest tests/smoke",
    ),
    more="A danger, unless the image is one of `images:` of the system file.",
)


async def plan_run(scene: Scene) -> Draft:
    """The pod as the cluster would take it. Refused when the person could not delete it again."""
    args, argv = scene.call.args, command(scene)
    image = str(args.get("image") or "")
    if not image:
        raise Refused("Say which image: `--image=curlimages/curl`.")
    if argv:
        fit(argv)
    known = scene.policy.known_image(image)
    body = _pod(scene, image, argv)
    name = body["metadata"]["name"]
    pods = f"/api/v1/namespaces/{scene.call.namespace}/pods"
    request, target = (
        Request("POST", pods, body),
        Target(scene.call.cluster, scene.call.namespace, "Pod", name),
    )
    binding = await proof(scene, request)
    await proof(scene, Request("DELETE", f"{pods}/{name}"))
    await rehearse(scene, request, target.title)
    warnings = ["What it will do cannot be rehearsed; only that the cluster would take the pod is known."]
    if not known:
        warnings.append(
            f"The image {image} is not one of `images:` of the system file: nobody has vouched for it."
        )
    if args.get("stdin") or args.get("tty"):
        warnings.append(NO_TERMINAL)
    face = Face(
        target,
        f"Run {argv[0] if argv else image} in a pod of its own",
        _shown(body, argv),
        Risk.CHANGE if known else Risk.DANGER,
        warnings,
        Undo(title="the pod is deleted by itself; what its command did is not taken back from here"),
        watched=True,
    )
    return drafted(request, binding, face)


def _pod(scene: Scene, image: str, argv: list[str]) -> dict[str, Any]:
    args = scene.call.args
    given = str(args["name"])
    name = f"{given[:50].rstrip('-.')}-{sha256(scene.manager.encode()).hexdigest()[:8]}"
    container: dict[str, Any] = {
        "name": "main",
        "image": image,
        "securityContext": {"allowPrivilegeEscalation": False},
    }
    if argv:
        container["args"] = argv
    labels = {"app.kubernetes.io/managed-by": "tocsin", LABEL: given[:63].rstrip("-.")}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": labels},
        "spec": {
            "containers": [container],
            "restartPolicy": "Never",
            "automountServiceAccountToken": False,
            "activeDeadlineSeconds": int(args.get("timeout") or SECONDS),
            "terminationGracePeriodSeconds": 5,
        },
    }


def _shown(body: Mapping[str, Any], argv: list[str]) -> str:
    meta, spec = body["metadata"], body["spec"]
    said = [
        f"+pod/{meta['name']}",
        f"+  image: {spec['containers'][0]['image']}",
        f"+  args: {spelt(argv)}" if argv else "+  what the image itself runs",
        f"+  ended after: {spec['activeDeadlineSeconds']}s, and deleted",
        "+  without a token of the cluster, without privileges it does not begin with",
    ]
    return "\n".join(said)


async def watch_run(pursuit: Pursuit) -> Progress:
    """One look. When it has ended, or never will begin, what it printed is read and the pod deleted."""
    target = pursuit.target
    path = f"/api/v1/namespaces/{target.namespace}/pods/{target.name}"
    live = await drift.read(pursuit.bot, path)
    if live is None or not _ours(live):
        return Progress(
            _health(0), gone := f"{target.title} is gone, and what it printed with it.", failed=gone
        )
    phase = str((live.get("status") or {}).get("phase") or "Pending")
    ended, waits = _ended(live), _waits(live)
    if phase in ("Succeeded", "Failed"):
        code = ended.get("exitCode") if ended else None
        how = f"exit code {code}" if code is not None else str(live["status"].get("reason") or "it was ended")
        printed = await _printed(pursuit.bot, path)
        said = f"{target.title}: {how}. {printed} {await _deleted(pursuit, path, live)}"
        return Progress(_health(0), said, done=True)
    if waits in HOPELESS or _late(pursuit, live):
        why = f"{target.title} did not begin: {waits or phase}. {await _deleted(pursuit, path, live)}"
        return Progress(_health(0), why, failed=why)
    ready = 1 if phase == "Running" else 0
    return Progress(_health(ready), f"{target.title}: {waits or phase}.")


async def _printed(kube: Kube, path: str) -> str:
    """The last of its log, redacted as a whole before anything is cut away."""
    try:
        raw = await kube.text(f"{path}/log", {"container": "main", "limitBytes": LIMIT}, LIMIT)
    except (Permanent, Temporary) as problem:
        return f"What it printed cannot be read: {problem}"
    if is_binary(raw):
        return f"It printed {len(raw):,} bytes that are no text."
    lines = redact(readable(raw)).text.splitlines()
    if not lines:
        return "It printed nothing."
    tail = "\n".join(lines[-SHOWN_LINES:])[-SHOWN_SIGNS:]
    more = (
        f"the last of {counted(len(lines), 'line')}"
        if len(lines) > SHOWN_LINES
        else counted(len(lines), "line")
    )
    return f"It printed ({more}):\n{tail}\n"


async def _deleted(pursuit: Pursuit, path: str, live: Mapping[str, Any]) -> str:
    """Deletes that very pod as the one who ran it, and says so where that cannot be done."""
    if pursuit.runner is None:
        return "It was not deleted: nobody is there to do it as."
    try:
        uid = {"preconditions": {"uid": live["metadata"]["uid"]}}
        await pursuit.runner.send(Request("DELETE", path, uid), pursuit.manager)
    except Permanent as problem:
        return "It is deleted." if problem.code == "NotFound" else f"It was not deleted: {problem}"
    return "It is deleted."


def _ours(live: Mapping[str, Any]) -> bool:
    return LABEL in (live["metadata"].get("labels") or {})


def _ended(live: Mapping[str, Any]) -> Mapping[str, Any]:
    return _state(live).get("terminated") or {}


def _waits(live: Mapping[str, Any]) -> str:
    return str((_state(live).get("waiting") or {}).get("reason") or "")


def _state(live: Mapping[str, Any]) -> Mapping[str, Any]:
    statuses = (live.get("status") or {}).get("containerStatuses") or [{}]
    found: Mapping[str, Any] = statuses[0].get("state") or {}
    return found


def _late(pursuit: Pursuit, live: Mapping[str, Any]) -> bool:
    """Whether no kubelet ended it in time: a pod without a node has no deadline."""
    age = (pursuit.now - moment(live["metadata"]["creationTimestamp"])).total_seconds()
    return age > int(live["spec"].get("activeDeadlineSeconds") or SECONDS) + GRACE


def _health(ready: int) -> Health:
    return Health(1, ready, 1, ready)


ONE_OFF = (Action(RUN, plan=plan_run, watch=watch_run),)
