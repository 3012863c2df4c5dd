"""Kubernetes as a client meets it: two small API servers of version 1.20 semantics, in memory, with
everything behind them that makes a rollout visible. What they do not do they answer with 501, never with a
pretended success.

`api` is the edge; `paths`, `auth`, `rbac`, `reviews` say who may do what; `reads`, `writes`, `deletes`,
`scale`, `logs` do it; `store` remembers; `controllers` live. Mounted by `sandbox.server`, which loads it
when it is first used.
"""

from sandbox.clock import Clock
from sandbox.cluster import seed
from sandbox.cluster.api import Api
from sandbox.cluster.cluster import Cluster


class Clusters:
    """Production under /cluster, the second one under /cluster2."""

    def __init__(self, clock: Clock) -> None:
        self.by_name = {
            "production": Cluster("production", clock.now, seed.production),
            "second": Cluster("second", clock.now, seed.second),
        }
        self.apis = {name: Api(cluster) for name, cluster in self.by_name.items()}

    def reset(self) -> None:
        for cluster in self.by_name.values():
            cluster.reset()

    def release(self) -> None:
        """Let every held request go on: the sandbox stops."""
        for cluster in self.by_name.values():
            cluster.faults.clear()
