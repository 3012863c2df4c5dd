"""The cluster behind the story: what the product is given to reach it, the release that goes wrong, and how
it stands. Used by `__main__` and the acts.

It is the sandbox's own Kubernetes. The administrator's token stays here; the product gets the bot's.
"""

import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from sandbox.drill.wire import JSON, Missed

CONTEXT = "production"
"""As the shipped system file calls it."""
NAME = "backend"
GOOD, BAD = "registry.example/backend:812", "registry.example/backend:813-crash"
SETTING = {"name": "POOL_SIZE", "value": "5"}
_HOME = "namespaces/smartcloudops"
_DEPLOYMENT = f"/apis/apps/v1/{_HOME}/deployments/{NAME}"
_PODS = f"/api/v1/{_HOME}/pods"
_LOG = "tocsin.test/log"
_MERGE = "application/strategic-merge-patch+json"
_PROVEN = {"minReadySeconds": 90}
"""So many seconds of the story a pod must be ready before it counts: time enough to see a rollout go on."""
_SAYS = """starting build 813, POOL_SIZE=5
WARN  5 of 5 connections in use, 240 requests wait
FATAL no connection to postgresql:5432 within 3 s, giving up"""


class Cluster:
    """One cluster of `sandbox.facts()`; `session` is the drill's own."""

    def __init__(self, session: aiohttp.ClientSession, known: Mapping[str, str]) -> None:
        self._session, self._known = session, known

    def kubeconfig(self) -> str:
        """What an operator hands to the product. JSON is YAML."""
        return json.dumps(
            {
                "apiVersion": "v1",
                "kind": "Config",
                "current-context": CONTEXT,
                "clusters": [{"name": CONTEXT, "cluster": {"server": self._known["server"]}}],
                "users": [{"name": "tocsin", "user": {"token": self._known["token"]}}],
                "contexts": [{"name": CONTEXT, "context": {"cluster": CONTEXT, "user": "tocsin"}}],
            }
        )

    async def release(self) -> None:
        """Build 813 as a pipeline sends it: it replaces up to two of three pods at once, and crashes."""
        container = {"name": NAME, "image": BAD, "env": [SETTING]}
        spec = {
            **_PROVEN,
            "strategy": {"rollingUpdate": {"maxUnavailable": "75%"}},
            "template": {"spec": {"containers": [container]}},
        }
        await self._ask("PATCH", f"{_DEPLOYMENT}?fieldManager=release-pipeline", {"spec": spec})

    async def crash(self) -> int:
        """Let the pods of the bad release say why they end; how many there are."""
        crashed = [pod for pod in await self.pods() if pod["spec"]["containers"][0]["image"] == BAD]
        for pod in crashed:
            said = {"metadata": {"annotations": {_LOG: _SAYS}}}
            await self._ask("PATCH", f"{_PODS}/{pod['metadata']['name']}", said)
        return len(crashed)

    async def pods(self) -> list[JSON]:
        return await self._listed(_PODS)

    async def deployment(self) -> JSON:
        return await self._ask("GET", _DEPLOYMENT)

    async def _listed(self, path: str) -> list[JSON]:
        found: list[JSON] = (await self._ask("GET", f"{path}?labelSelector=app%3D{NAME}"))["items"]
        return found

    async def _ask(self, method: str, path: str, body: Any = None) -> JSON:
        headers = {"Authorization": f"Bearer {self._known['admin_token']}", "Content-Type": _MERGE}
        url = f"{self._known['server']}{path}"
        async with self._session.request(method, url, json=body, headers=headers) as answer:
            found: JSON = await answer.json()
            if answer.status >= 400:
                raise Missed(f"the cluster to do {method} {path}", str(found.get("message")))
            return found
