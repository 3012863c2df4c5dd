"""In which pods and containers a command is to run: found as kubectl finds them, pinned by their uids.

A workload stands for one of its pods, the one that `kubectl exec` would take; a selector for all that run.
Called by `inside`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.actions.kit import Scene
from bot.actions.reading.ages import moment
from bot.actions.reading.lists import must_exist
from bot.actions.reading.log_pods import default_container, others, pod_for, pods_like, streams
from bot.actions.reading.words import one_namespace, text, words_of
from bot.domain.action import EXEC, Request
from bot.errors import Permanent, Refused
from bot.runbooks.kinds import workload_kind

MOST = 20
"""So many pods one command may be run in: people must be able to read what they agree to."""


@dataclass(frozen=True)
class Place:
    """One container of one very pod. `secrets` are values its settings hold under secret-looking names."""

    namespace: str
    pod: str
    uid: str
    container: str
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def title(self) -> str:
        return f"pod/{self.pod}"

    @property
    def path(self) -> str:
        return f"/api/v1/namespaces/{self.namespace}/pods/{self.pod}/exec"

    def request(self, argv: Sequence[str], seconds: int) -> Request:
        """The command there, as it is frozen: without a shell, and for no other pod of that name."""
        pinned = {"uid": self.uid}
        body = {"argv": list(argv), "container": self.container, "preconditions": pinned, "timeout": seconds}
        return Request(EXEC, self.path, body)


@dataclass(frozen=True)
class Chosen:
    """The places, the words for all of them, and what has to be said about how they were chosen."""

    places: tuple[Place, ...]
    title: str
    notes: tuple[str, ...] = ()


async def chosen(scene: Scene) -> Chosen:
    """Where the call's command is to run. Refused when that is nowhere, or in too many pods."""
    one_namespace(scene, "A command")
    words, selector = words_of(scene, "target"), text(scene, "selector")
    if bool(words) == bool(selector):
        raise Refused("Say where: `web-1`, `deployment/web`, or `-l` and labels; one of them.")
    try:
        return await (_by_label(scene, selector) if selector else _by_name(scene, words))
    except Permanent as problem:
        raise Refused(str(problem)) from problem


def place(namespace: str, pod: Mapping[str, Any], container: str) -> Place:
    """`container` of `pod`, without one its default."""
    found = streams(pod, container, False)[0]
    return Place(namespace, found.pod, str(pod["metadata"]["uid"]), found.container, found.secrets)


async def _by_name(scene: Scene, words: Sequence[str]) -> Chosen:
    kind, name = _target(words)
    pods, title = await pod_for(scene.bot, scene.call.namespace, kind, name)
    running = sorted(filter(_runs, pods), key=_worth)
    if not running:
        phase = (pods[0].get("status") or {}).get("phase") or "unknown"
        raise Refused(f"{title} has no pod that runs (it is {phase}), so nothing can be run in it.")
    pod, notes = running[0], list[str]()
    if title != f"pod/{pod['metadata']['name']}":
        notes.append(f"Found {len(pods)} pods of {title}; it runs in one, pod/{pod['metadata']['name']}.")
    container = text(scene, "container")
    if not container and (choice := others(pod)):
        notes.append(f"No container was named: {default_container(pod)} is taken out of {choice}.")
    where = place(scene.call.namespace, pod, container)
    return Chosen((where,), where.title, tuple(notes))


async def _by_label(scene: Scene, selector: str) -> Chosen:
    namespace = scene.call.namespace
    found = await pods_like(scene.bot, namespace, selector)
    if not found:
        await must_exist(scene.bot, namespace, scene.call.cluster)
        raise Refused(f"No pod in {namespace} has the labels `{selector}`. `get pods` shows those there are.")
    running = sorted(filter(_runs, found), key=lambda pod: str(pod["metadata"]["name"]))
    if not running:
        raise Refused(f"None of the {len(found)} pods with `{selector}` runs, so nothing can be run in them.")
    if len(running) > MOST:
        raise Refused(
            f"{len(running)} pods have the labels `{selector}`, at most {MOST} can be meant at once."
        )
    container = text(scene, "container")
    where = tuple(place(namespace, pod, container) for pod in running)
    left = len(found) - len(running)
    notes = [f"{left} more with these labels {'does' if left == 1 else 'do'} not run."] if left else []
    title = f"{len(where)} pods with {selector}" if len(where) > 1 else where[0].title
    return Chosen(where, title, tuple(notes))


def _target(words: Sequence[str]) -> tuple[str, str]:
    """Kind and name of `web-1`, `deploy/web`, `deploy web`."""
    match words:
        case [word] if "/" in word:
            kind, _, name = word.partition("/")
            return kind, name
        case [name]:
            return "pods", name
        case [kind, name] if workload_kind(kind):
            return kind, name
        case _:
            raise Refused("Name one pod or workload, as in `web-1` or `deployment/web`; what is run stands "
                          "behind `--`.")  # fmt: skip


def _runs(pod: Mapping[str, Any]) -> bool:
    ending = pod["metadata"].get("deletionTimestamp")
    return not ending and (pod.get("status") or {}).get("phase") == "Running"


def _worth(pod: Mapping[str, Any]) -> tuple[Any, ...]:
    """kubectl's order for exec: ready, longest ready, fewest restarts, oldest."""
    status = pod.get("status") or {}
    conditions: Iterable[Mapping[str, Any]] = status.get("conditions") or ()
    ready = next((one for one in conditions if one.get("type") == "Ready"), {})
    is_ready, since = ready.get("status") == "True", ready.get("lastTransitionTime")
    restarts = [int(one.get("restartCount") or 0) for one in status.get("containerStatuses") or ()]
    created = moment(pod["metadata"]["creationTimestamp"]).timestamp()
    return (
        not is_ready,
        moment(since).timestamp() if is_ready and since else 0.0,
        max(restarts, default=0),
        created,
    )
