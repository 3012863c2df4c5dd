"""Everything that acts by itself: rollouts, replicas, scheduler and kubelet, endpoints, garbage, events.

The cluster lives only while somebody looks. `catch_up` lives through everything since the last look, moment
by moment in order, so it costs nothing while idle and is right at any speed of the clock, and after any
jump of it.
"""

import heapq
from collections.abc import Callable

from sandbox.cluster.controllers import (
    daemonsets,
    deployments,
    endpoints,
    garbage,
    kubelet,
    replicasets,
    statefulsets,
)
from sandbox.cluster.controllers.world import World
from sandbox.cluster.store import Store

_ROUNDS = 60
_ALL: tuple[Callable[[World], None], ...] = (
    garbage.collect,
    deployments.sync,
    statefulsets.sync,
    daemonsets.sync,
    replicasets.sync,
    kubelet.sync,
    endpoints.sync,
)


class Controllers:
    """`moment` is the time being lived through, which all stamps are made of."""

    def __init__(self, began: float) -> None:
        self.moment = began
        self.store: Store | None = None
        self._wakes: list[float] = []
        self._seen = 0
        self._memory: dict[tuple[str, str], float] = {}

    def attach(self, store: Store) -> None:
        self.store = store

    def wake_at(self, when: float) -> None:
        """Something will be due then."""
        if when not in self._wakes:
            heapq.heappush(self._wakes, when)

    def catch_up(self, now: float) -> None:
        """Live through everything that was due until now, and arrive at now."""
        self._act()
        while self._wakes and self._wakes[0] <= now:
            self.moment = max(self.moment, heapq.heappop(self._wakes))
            self._act(due=True)
        self.moment = max(self.moment, now)

    def settle(self, until: float) -> None:
        """Live on until nothing is due any more, or until a moment: how a first morning is made."""
        self._act()
        while self._wakes and self._wakes[0] <= until:
            self.moment = max(self.moment, heapq.heappop(self._wakes))
            self._act(due=True)

    def _act(self, due: bool = False) -> None:
        """Let all controllers look until none finds anything to do."""
        store = self.store
        if store is None or (store.version == self._seen and not due):
            return
        world = World(store, self.moment, self.wake_at, self._memory)
        for _ in range(_ROUNDS):
            before = store.version
            for controller in _ALL:
                controller(world)
            if store.version == before:
                break
        self._seen = store.version
