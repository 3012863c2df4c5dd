"""Every cluster of the system files, and the lines to them. Made by `app`, given to the workers.

A `Kube` is only a name for a cluster and an account; the line is looked up at each call. So one may be kept
for as long as one likes, and lines that nobody uses can be closed under it.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.domain.operations import Cluster, Identity
from bot.ports.kubernetes.accounts import check
from bot.ports.kubernetes.discovery import Discovery
from bot.ports.kubernetes.kube import ClusterAccount

if TYPE_CHECKING:
    from bot.ports.kubernetes.credentials import Credentials, Mark
    from bot.ports.kubernetes.line import Line

KEEP = 64
"""Lines kept open; over that the one longest unused is closed."""


@asynccontextmanager
async def open_clusters(
    keep: int = KEEP, now: Callable[[], float] = time.monotonic
) -> AsyncIterator[KubeClusters]:
    """The way to all clusters. Nothing is opened before the first call; at the end all is closed."""
    clusters = KubeClusters(keep, now)
    try:
        yield clusters
    finally:
        await clusters.close()


class KubeClusters:
    """`ports.Clusters`. Keeps credentials and discovery per cluster, a line per cluster and account."""

    def __init__(self, keep: int, now: Callable[[], float]) -> None:
        self._keep = keep
        self._now = now
        self._credentials: dict[Cluster, Credentials] = {}
        self._discoveries: dict[Cluster, Discovery] = {}
        self._lines: OrderedDict[tuple[Cluster, Identity | None, Mark], Line] = OrderedDict()
        self._closed = False

    def reach(self, cluster: Cluster, identity: Identity | None = None) -> ClusterAccount:
        """The cluster as `identity`, None for Tocsin's own account. Costs nothing and opens nothing."""
        if identity is not None:
            check(identity)
        discovery = self._discoveries.setdefault(cluster, Discovery(self._now))
        return ClusterAccount(lambda: self._line(cluster, identity), identity, discovery)

    async def close(self) -> None:
        self._closed = True
        while self._lines:
            _, line = self._lines.popitem()
            await line.close()

    @asynccontextmanager
    async def _line(self, cluster: Cluster, identity: Identity | None) -> AsyncIterator[Line]:
        credentials_of, mark, open_new, stopping = await _loaded()
        if cluster not in self._credentials:
            self._credentials[cluster] = credentials_of(cluster, self._now)
        credentials = self._credentials[cluster]
        key = (cluster, identity, mark(await credentials.configuration()))
        if self._closed:
            raise stopping()
        if key not in self._lines:
            self._lines[key] = open_new(cluster, identity, credentials)
        line = self._lines[key]
        self._lines.move_to_end(key)
        line.users += 1
        try:
            yield line
        finally:
            line.users -= 1
            await self._shed()

    async def _shed(self) -> None:
        """Close the lines longest unused until there are few enough; never one with a call on it."""
        idle = [key for key, line in self._lines.items() if not line.users]
        for key in idle[: max(len(self._lines) - self._keep, 0)]:
            await self._lines.pop(key).close()


async def _loaded() -> tuple[Any, ...]:
    known = _library.cache_info().currsize
    return _library() if known else await asyncio.to_thread(_library)


@cache
def _library() -> tuple[Any, ...]:
    """What stands on the Kubernetes library, which takes long to load: not before a cluster is needed."""
    from bot.ports.kubernetes.credentials import Credentials, mark
    from bot.ports.kubernetes.line import Line, stopping

    return Credentials, mark, Line, stopping
