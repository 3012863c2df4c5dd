"""Where changes of a cluster are measured: an incident in whose channel people ask for them and approve.

One replica, the sandbox as Slack, and a cluster over a wire that writes down every request. Opened by
`operations` for `approving` and `following`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import yaml

from bench import cluster
from bench.cluster import Wire
from bench.ground import ROOT, Ground
from bench.serving import Replica, Vendor, replica
from bot.ports import Kube

MIRA, JONAS = "U0MIRA0001", "U0JONAS001"
IDENTITIES = {"mira@smartcloudops.example": "alice", "senior-engineer@smartcloudops.ai": "jonas"}
PATIENCE = 60.0
JSON = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Theatre:
    """An incident in whose channel changes are asked for; `admin` and `namespace` are the cluster's side."""

    slack: Vendor
    replica: Replica
    wire: Wire
    admin: Kube
    namespace: str
    database: str
    channel: str

    async def deploy(self, name: str, image: str, replicas: int) -> None:
        """A Deployment of one container."""
        pod = {
            "metadata": {"labels": {"app": name}},
            "spec": {"containers": [{"name": "main", "image": image}]},
        }
        spec = {"replicas": replicas, "selector": {"matchLabels": {"app": name}}, "template": pod}
        path = f"/apis/apps/v1/namespaces/{self.namespace}/deployments"
        body = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": spec}
        await cluster.make(self.admin, path, body)

    async def planned(self, name: str) -> str:
        """Ask for a restart of `name`; the ts of the message that waits for approval."""
        await self.slack.post(
            f"_sandbox/people/{MIRA}/command",
            channel=self.channel, text=f"/ops restart deployment/{name}", wait=0,
        )  # fmt: skip

        async def look() -> str:
            path = f"_sandbox/channels/{self.channel}/messages"
            for message in (await self.slack.get(path))["messages"]:
                drawn = json.dumps(message.get("blocks", ()))
                if "approve_change" in drawn and f"deployment/{name}" in drawn:
                    return str(message["ts"])
            return ""

        return await until(look, f"the plan for {name}")

    async def approve(self, ts: str) -> JSON:
        """The click of somebody who may; what they saw at once."""
        path = f"_sandbox/people/{JONAS}/click"
        seen: JSON = await self.slack.post(
            path, channel=self.channel, ts=ts, action_id="approve_change", wait=0
        )
        return seen

    def sent(self, name: str, since: float) -> float | None:
        """When the change of `name` came by on its way to the API server, since a moment."""
        for one in self.wire.seen:
            real = one.method == "PATCH" and not one.rehearsed
            if real and one.at >= since and one.path.endswith(f"/{name}"):
                return one.at
        return None


async def until(look: Callable[[], Awaitable[T | None]], what: str) -> T:
    """What `look` finds, as soon as it finds something; RuntimeError when it never does."""
    for _ in range(int(PATIENCE / 0.02)):
        found = await look()
        if found:
            return found
        await asyncio.sleep(0.02)
    raise RuntimeError(f"{what} never came")


@asynccontextmanager
async def opened(ground: Ground, slack: Vendor, place: cluster.Place) -> AsyncIterator[Theatre]:
    """A theatre on `place`, with a namespace, a database and a replica of its own."""
    async with AsyncExitStack() as stack:
        there, wire = await stack.enter_async_context(cluster.wired(place, ground.folder))
        admin = await stack.enter_async_context(cluster.administered(there))
        namespace = await stack.enter_async_context(cluster.homely(admin))
        await _bind(admin, namespace)
        database = stack.enter_context(ground.database())
        catalog = _catalogue(ground.folder, there, namespace)
        running = await stack.enter_async_context(
            replica(ground, slack, database, TOCSIN_CATALOG=str(catalog))
        )
        await until(lambda: _known(database), "the addresses of the people")
        channel = await _declared(slack)
        yield Theatre(slack, running, wire, admin, namespace, database, channel)


def _catalogue(folder: Path, place: cluster.Place, namespace: str) -> Path:
    """The shipped system, pointed at `place` and `namespace`."""
    made = yaml.safe_load((ROOT / "catalog" / "smartcloudops" / "system.yaml").read_text())
    section = made["operations"]
    section["clusters"] = {"production": {"context": place.context, "kubeconfig": str(place.kubeconfig)}}
    section["namespace"], section["namespaces"] = namespace, [namespace]
    section["identities"] = [
        {"person": person, "user": user, "groups": ["sre"]} for person, user in IDENTITIES.items()
    ]
    for service in made["services"].values():
        service.pop("namespace", None)
    target = folder / "operations" / "smartcloudops"
    target.mkdir(parents=True, exist_ok=True)
    (target / "system.yaml").write_text(yaml.safe_dump(made, sort_keys=False))
    return target.parent


async def _bind(admin: Kube, namespace: str) -> None:
    """Group sre may restart what is in the namespace."""
    base = f"/apis/rbac.authorization.k8s.io/v1/namespaces/{namespace}"
    rule = {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get", "list", "patch"]}
    await cluster.make(admin, f"{base}/roles", {"metadata": {"name": "bench"}, "rules": [rule]})
    subject = {"kind": "Group", "name": "sre", "apiGroup": "rbac.authorization.k8s.io"}
    ref = {"kind": "Role", "name": "bench", "apiGroup": "rbac.authorization.k8s.io"}
    body = {"metadata": {"name": "bench"}, "subjects": [subject], "roleRef": ref}
    await cluster.make(admin, f"{base}/rolebindings", body)


async def _known(database: str) -> bool:
    """Whether the replica has looked up those who act here."""
    with psycopg.connect(database) as connection:
        found = connection.execute("SELECT email FROM people WHERE email IS NOT NULL").fetchall()
    return set(IDENTITIES) <= {email for (email,) in found}


async def _declared(slack: Vendor) -> str:
    """An incident; its channel's id, once its card stands there."""
    text = "/incident declare p1 backend checkout answers slowly"
    await slack.post(f"_sandbox/people/{MIRA}/command", channel="general", text=text)

    async def look() -> str:
        rooms = (await slack.get("_sandbox/channels"))["channels"]
        found = [room["id"] for room in rooms if room["name"].startswith("incident-smartcloudops-")]
        if not found or not (await slack.get(f"_sandbox/channels/{found[-1]}/messages"))["messages"]:
            return ""
        return str(found[-1])

    return await until(look, "the incident's channel")
