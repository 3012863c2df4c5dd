"""What each verb of kubectl may ask of a cluster while a line is looked up or planned. Written by hand.

The rules are kubectl's and the API's, not the product's: no declaration of an action is read here. A row
says whether the verb changes anything, what may be read and as whom, and the one thing that may be tried,
always as a dry run. `judging` holds the cluster's own record of requests against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from tests.fuzz import kinds as k
from tests.fuzz.kinds import Kind

ANY = "*"
"""In a path of the table: one segment, or the rest of one."""


class Fate(Enum):
    """What has to become of a line."""

    READ = "read"
    CHANGE = "change"
    NOTHING = "nothing"
    """Answered without a single request."""
    LOOSE = "loose"
    """Words thrown together: nobody can say what they mean, only what can never come of them."""


@dataclass(frozen=True)
class Thing:
    """A kind that a line names, with the names after it; without names, all of them."""

    kind: Kind
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Meant:
    """What a line says, known because it was made from this. `verb` is a row of the table.

    `namespace` is empty for all of them. `labels` is the selector as it has to arrive; `review` is (verb,
    subresource) of a question about rights; `patch` the JSON of a patch that is no list; `form` what stands
    after `-o`.
    """

    verb: str
    things: tuple[Thing, ...] = ()
    cluster: str = "production"
    namespace: str = "smartcloudops"
    labels: str = ""
    review: tuple[str, str] = ("", "")
    patch: Any = None
    form: str = ""


Paths = Callable[[Meant], Iterator[str]]


@dataclass(frozen=True)
class Verb:
    """A row. `bot` is what Tocsin's own account may read. `person` is what is read as the one who asks, and
    as Tocsin only after that was forbidden. `tried` may be patched, as who asks and as a dry run; `touches`
    are the pointers that the frozen patch may write, as a regular expression. `masks` says of which lines the
    output is that of pods: for these Tocsin asks whether it may read a Secret, to mask its values.
    """

    reads: bool
    bot: tuple[Paths, ...] = ()
    person: tuple[Paths, ...] = ()
    tried: tuple[Paths, ...] = ()
    touches: str = ""
    reviews: bool = False
    masks: Callable[[Meant], bool] = lambda meant: False
    flags: frozenset[str] = field(default_factory=frozenset)


def lists(meant: Meant) -> Iterator[str]:
    """Every collection that is asked for."""
    yield from (one.kind.listed(meant.namespace) for one in meant.things if one.kind.served)


def objects(meant: Meant) -> Iterator[str]:
    """Every object that is named."""
    for one in meant.things:
        yield from (one.kind.one(meant.namespace, name) for name in one.names if one.kind.served)


def scales(meant: Meant) -> Iterator[str]:
    yield from (f"{path}/scale" for path in objects(meant))


def beginnings(meant: Meant) -> Iterator[str]:
    """`describe pod web` may mean every pod whose name begins so."""
    yield from (f"{path}{ANY}" for path in objects(meant))


def home(meant: Meant) -> Iterator[str]:
    """The namespace itself: an unknown one looks like an empty one otherwise."""
    if meant.namespace:
        yield k.NAMESPACES.one("", meant.namespace)


def near(*found: Kind) -> Paths:
    """Collections beside what is named; with all namespaces, in whichever namespace it is in."""

    def paths(meant: Meant) -> Iterator[str]:
        yield from (kind.listed(meant.namespace or (ANY if kind.namespaced else "")) for kind in found)

    return paths


def around(meant: Meant) -> Iterator[str]:
    """What stands around a described object: its events, pods, ReplicaSets, addresses, limits."""
    place = meant.namespace or ANY
    for one in meant.things:
        yield k.EVENTS.listed(place if one.kind.namespaced else "default")
        if one.kind in (*k.WORKLOADS, k.REPLICASETS):
            yield k.PODS.listed(place)
        if one.kind is k.DEPLOYMENTS:
            yield k.REPLICASETS.listed(place)
        if one.kind is k.SERVICES:
            yield k.ENDPOINTS.one(place, ANY)
        if one.kind is k.NODES:
            yield k.PODS.listed("")
        if one.kind is k.NAMESPACES:
            for beginning in one.names or ("",):
                yield k.QUOTAS.listed(f"{beginning}{ANY}")
                yield k.LIMITS.listed(f"{beginning}{ANY}")


def shows_pods(meant: Meant) -> bool:
    """Whether pods are among what is named."""
    return any(one.kind is k.PODS for one in meant.things)


def pods_and_logs(meant: Meant) -> Iterator[str]:
    """The pods of what is named and their logs; only that pod's where one pod is named."""
    if not meant.things:
        yield k.PODS.listed(meant.namespace)
        yield f"{k.PODS.one(meant.namespace, ANY)}/log"
    for one in meant.things:
        if one.kind is k.PODS:
            yield from (f"{path}/log" for path in objects(meant))
        elif one.kind.served:
            yield k.PODS.listed(meant.namespace)
            yield from (f"{k.PODS.one(meant.namespace, f'{name}-{ANY}')}/log" for name in one.names)


def measured(meant: Meant) -> Iterator[str]:
    """The figures of `top` and, for what has none and for a node's size, the object."""
    for one in meant.things:
        figures = k.POD_METRICS if one.kind is k.PODS else k.NODE_METRICS
        yield figures.listed(meant.namespace)
        yield from (figures.one(meant.namespace, name) for name in one.names)
        if one.kind is k.NODES:
            yield k.NODES.listed("")


def kept(meant: Meant) -> Iterator[str]:
    """Where a workload keeps its revisions."""
    place = meant.namespace or ANY
    for one in meant.things:
        yield (k.REPLICASETS if one.kind is k.DEPLOYMENTS else k.REVISIONS).listed(place)


def happened(meant: Meant) -> Iterator[str]:
    """Events of the namespace; those about what has none are kept in `default`."""
    for one in meant.things:
        plain = one.kind is k.EVENTS and not one.names
        yield k.EVENTS.listed(meant.namespace if plain or one.kind.namespaced else "default")


BESIDE = near(k.BUDGETS, k.AUTOSCALERS)
CONTAINER = r"/spec/template/spec/(?:initContainers|containers)/\d+"
NOTED = r"/spec/template/metadata(?:/annotations(?:/kubectl\.kubernetes\.io~1restartedAt)?)?"
ANYWHERE = r"(?!/metadata/(?:name|namespace|uid)$)(?!/(?:kind|apiVersion|status)(?:/|$))/.+"


def shows_whole_pods(meant: Meant) -> bool:
    """Whether pods are shown with all that is in them."""
    return meant.form in ("yaml", "json") and shows_pods(meant)


def _rolls(touches: str, *flags: str) -> Verb:
    """A change of a pod template."""
    return Verb(
        False, (kept, BESIDE), (objects, kept), (objects,), touches, reviews=True, flags=frozenset(flags)
    )


def _looks(
    *bot: Paths,
    flags: str = "",
    reviews: bool = False,
    masks: Callable[[Meant], bool] = lambda meant: False,
) -> Verb:
    return Verb(True, (*bot, home), reviews=reviews, masks=masks, flags=frozenset(flags.split()))


LABELS = "-l --selector"

TABLE: dict[str, Verb] = {
    "get": _looks(
        lists, objects,
        flags=f"{LABELS} -o --output --field-selector --sort-by --show-labels -w --watch "
        "--raw",
        masks=shows_whole_pods,
    ),
    "describe": _looks(lists, beginnings, around, flags=LABELS, masks=shows_pods),
    "logs": _looks(
        objects, pods_and_logs,
        flags=f"{LABELS} -c --container --all-containers --all-pods -p --previous --since --tail "
        "--timestamps --prefix -f --follow",
        masks=lambda meant: True,
    ),
    "events": _looks(happened, objects, flags=f"{LABELS} --for --types -w --watch"),
    "top": _looks(objects, measured, flags=f"{LABELS} --sort-by --containers"),
    "rollout status": _looks(objects, near(k.PODS), flags="-w --watch"),
    "rollout history": _looks(objects, kept, flags="--revision"),
    "auth can-i": _looks(reviews=True, flags="--subresource --sub"),
    "rollout undo": _rolls(r"/spec/template(?:/.*)?", "--to-revision"),
    "rollout restart": _rolls(NOTED),
    "scale": Verb(
        False, (BESIDE,), (objects, scales), (scales,), r"/spec/replicas", reviews=True,
        flags=frozenset({"--replicas", "--current-replicas", "--all", "-l", "--selector"}),
    ),
    "set image": _rolls(rf"{CONTAINER}/image"),
    "set env": _rolls(rf"{CONTAINER}/env(?:/.*)?", "-c", "--containers"),
    "set resources": _rolls(
        rf"{CONTAINER}/resources(?:/.*)?", "-c", "--containers", "--limits", "--requests",
    ),
    "patch": _rolls(ANYWHERE, "-p", "--patch", "--type"),
}  # fmt: skip

CHANGING = frozenset({
    "rollback", "undo", "restart", "scale", "image", "env", "resources", "patch", "set-image", "set-env",
    "set-resources", "pause", "resume", "label", "annotate", "delete", "create", "create-job",
    "create-namespace", "create-secret", "cordon", "uncordon", "drain", "exec", "cp", "run",
})  # fmt: skip
"""Without one of these words a line changes nothing."""

EVERYWHERE = frozenset(
    {"-n", "--namespace", "--cluster", "--context", "-A", "--all-namespaces", "-h", "--help"}
)
"""Flags of every verb."""

DISCOVERY = ("/api/v1", "/apis", "/apis/*/*", "/version")
"""What any client may ask before it asks for anything."""

REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
"""A POST by its form, and a question by what it does: nothing is kept of it."""

SECRET_REVIEW = {"verb": "get", "version": "v1", "resource": "secrets"}
"""The question about a right that a row which masks lets Tocsin ask, beside the Secret's place and name."""

MADE = ("eviction", "jobs", "namespaces", "secrets", "pods")
"""Ends of the paths at which something may be made, as a dry run and no more."""

STREAMS = (
    r"/api/v1/(?:namespaces/[^/]+/)?(?:pods|services|nodes)/[^/]+/(?:exec|attach|portforward|proxy)(?:/.*)?"
)
"""Paths that reach into a pod or through a node, with whatever method."""

READ_QUERY = frozenset({
    "labelSelector", "fieldSelector", "limit", "continue", "includeObject", "container", "tailLines",
    "sinceSeconds", "previous", "timestamps", "limitBytes",
})  # fmt: skip
"""Nothing else may stand behind the path of a GET: a `watch` would hold the line."""
