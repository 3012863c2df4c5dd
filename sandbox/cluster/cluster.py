"""One cluster: its state, its time, its trouble and its record. Made by `sandbox.cluster.Clusters`, served
by `api`.
"""

from collections.abc import Callable

from sandbox.cluster import kinds
from sandbox.cluster.audit import Audit
from sandbox.cluster.controllers import Controllers
from sandbox.cluster.faults import Faults
from sandbox.cluster.kinds import Kind
from sandbox.cluster.rbac import Authorizer
from sandbox.cluster.status import JSON
from sandbox.cluster.store import Store
from sandbox.cluster.writes import Write, Writer

_HAND = "sandbox"
Seed = Callable[["Cluster"], None]


class Cluster:
    """`clock` gives the sandbox's time; `seed` fills a fresh cluster and leaves its moment before that
    time.
    """

    def __init__(self, name: str, clock: Callable[[], float], seed: Seed) -> None:
        self.name = name
        self.clock = clock
        self._seed = seed
        self.audit = Audit()
        self.faults = Faults()
        self.reset()

    def reset(self) -> None:
        """The first morning again, with nothing on record."""
        self.audit.clear()
        self.faults.clear()
        self.controllers = Controllers(self.clock())
        self.store = Store(lambda: self.controllers.moment, self.name)
        self.controllers.attach(self.store)
        self.writer = Writer(self.store)
        self.authorizer = Authorizer(self.store)
        self._seed(self)
        self.catch_up()

    @property
    def now(self) -> float:
        """The moment being lived through: the sandbox's time, since the last `catch_up`."""
        return self.controllers.moment

    def catch_up(self) -> None:
        self.controllers.catch_up(self.clock())

    def make(self, thing: JSON) -> JSON:
        """Create an object as the administrator. Raises Refusal; ValueError for a kind that is not served."""
        kind, namespace = _placed(thing)
        return self.writer.create(kind, namespace, thing, Write(_HAND))

    def put(self, thing: JSON) -> JSON:
        """Create an object, or put it in the place of the one that has its name."""
        kind, namespace = _placed(thing)
        name = str(thing.get("metadata", {}).get("name", ""))
        if self.store.get(kind, namespace, name) is None:
            return self.make(thing)
        return self.writer.update(kind, namespace, name, thing, Write(_HAND))


def _placed(thing: JSON) -> tuple[Kind, str]:
    kind = kinds.by_name(str(thing.get("apiVersion", "v1")), str(thing.get("kind", "")))
    if kind is None or kind.group == "metrics.k8s.io":
        raise ValueError(f"no kind {thing.get('apiVersion', 'v1')} {thing.get('kind')} here")
    return kind, str(thing.get("metadata", {}).get("namespace") or "default") if kind.namespaced else ""
