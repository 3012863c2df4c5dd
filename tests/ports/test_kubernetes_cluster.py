"""The port against a real API server: what is refused says why, and who asks is who is seen.

KUBECONFIG must lead to an administrator; everything happens in a namespace of its own.
"""

import asyncio
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.action import Request
from bot.domain.operations import Cluster, Identity
from bot.errors import Permanent, Temporary

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.skipif(not os.environ.get("KUBECONFIG"), reason="KUBECONFIG names no cluster"),
]
JSON_PATCH = "application/json-patch+json"
MERGE = "application/merge-patch+json"


@pytest.fixture
def log():
    found = Path(os.environ["KUBECONFIG"]).with_name("audit.log")
    return found if found.exists() else pytest.skip("no audit log beside the kubeconfig")


@pytest.fixture
async def alice(rig, clusters, admin, place):
    """A person of group `sre`, which may change Deployments and read logs here."""
    group, rbac = f"sre-{place}", "rbac.authorization.k8s.io"
    rules = [
        {"apiGroups": ["apps"], "resources": ["deployments", "deployments/scale"], "verbs": ["*"]},
        {"apiGroups": [""], "resources": ["pods/log"], "verbs": ["get"]},
    ]
    reference = {"apiGroup": rbac, "kind": "Role", "name": "sre"}
    bound = {"roleRef": reference, "subjects": [{"apiGroup": rbac, "kind": "Group", "name": group}]}
    for kind, more in (("Role", {"rules": rules}), ("RoleBinding", bound)):
        body = {"apiVersion": f"{rbac}/v1", "kind": kind, "metadata": {"name": "sre"}, **more}
        path = f"/apis/{rbac}/v1/namespaces/{place}/{kind.lower()}s"
        await admin.send(Request("POST", path, body), "tocsin")
    return clusters.reach(rig, Identity(f"alice-{place}", ("others", group)))


def deployment(name, replicas=1, image="registry.k8s.io/pause:3.9"):
    labels = {"app": name}
    pod = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "main", "image": image}]}}
    spec = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": pod}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": spec}


async def running_pod(kube, place):
    """The name of the first pod that runs."""
    for _ in range(150):
        listed = await kube.get(f"/api/v1/namespaces/{place}/pods")
        for pod in listed["items"]:
            if pod["status"].get("phase") == "Running":
                return pod["metadata"]["name"]
        await asyncio.sleep(0.2)
    raise AssertionError("no pod runs")


def size(log):
    return log.stat().st_size


def since(log, start, *words):
    """The audit log's events after `start` whose line holds all the words."""
    with log.open() as lines:
        lines.seek(start)
        return [json.loads(line) for line in lines if all(word in line for word in words)]


async def test_discovery_knows_the_kinds_their_short_names_and_what_is_behind_the_slash(admin):
    kinds = await admin.resources()
    pods = next(one for one in kinds if one.plural == "pods")
    assert (pods.group, pods.version, pods.singular) == ("", "v1", "pod")
    assert {"log", "exec", "eviction"} <= set(pods.subresources)
    (deploy,) = [one for one in kinds if (one.plural, one.group) == ("deployments", "apps")]
    assert "deploy" in deploy.short
    assert "scale" in deploy.subresources
    assert {"get", "list", "patch"} <= set(deploy.verbs)


async def test_a_change_is_previewed_made_and_guarded(admin, place):
    path = f"/apis/apps/v1/namespaces/{place}/deployments"
    create = Request("POST", path, deployment("web", 2))
    preview = await admin.send(create, "tocsin/INC-1", dry_run=True)
    assert preview["spec"]["replicas"] == 2
    assert (await admin.get(path))["items"] == []
    made = await admin.send(create, "tocsin/INC-1")
    assert made["metadata"]["managedFields"][0]["manager"] == "tocsin/INC-1"
    with pytest.raises(Permanent, match="already exists") as caught:
        await admin.send(create, "tocsin/INC-1")
    assert caught.value.code == "AlreadyExists"
    table = await admin.table(path)
    assert table["kind"] == "Table"
    assert [row["cells"][0] for row in table["rows"]] == ["web"]
    moved = [
        {"op": "test", "path": "/spec/replicas", "value": 5},
        {"op": "replace", "path": "/spec/replicas", "value": 3},
    ]
    for dry in (True, False):
        with pytest.raises(Permanent) as caught:
            await admin.send(Request("PATCH", f"{path}/web", moved, JSON_PATCH), "t", dry)
        assert caught.value.code == "Invalid"
    moved[0]["value"] = 2
    assert (await admin.send(Request("PATCH", f"{path}/web", moved, JSON_PATCH), "t"))["spec"][
        "replicas"
    ] == 3


async def test_a_dry_deletion_deletes_nothing_and_another_uid_refuses(admin, place):
    path = f"/api/v1/namespaces/{place}/configmaps"
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "kept"}}
    uid = (await admin.send(Request("POST", path, body), "t"))["metadata"]["uid"]
    exact = Request(
        "DELETE", f"{path}/kept", {"preconditions": {"uid": uid}, "propagationPolicy": "Background"}
    )
    await admin.send(exact, "t", dry_run=True)
    await admin.send(Request("DELETE", f"{path}/kept"), "t", dry_run=True)
    assert (await admin.get(f"{path}/kept"))["metadata"]["uid"] == uid
    with pytest.raises(Permanent) as caught:
        await admin.send(replace(exact, body={"preconditions": {"uid": "another"}}), "t")
    assert caught.value.code == "Conflict"
    await admin.send(exact, "t")
    with pytest.raises(Permanent, match=rf'"kept" not found in the namespace {place}') as caught:
        await admin.get(f"{path}/kept")
    assert caught.value.code == "NotFound"


async def test_who_has_no_rights_is_told_which_are_missing(rig, clusters, alice, place):
    bob = clusters.reach(rig, Identity(f"bob-{place}", ("dev",)))
    path = f"/apis/apps/v1/namespaces/{place}/deployments"
    for call in (
        bob.table(path),
        bob.text(path, {}, 10),
        bob.send(Request("PATCH", f"{path}/web", {}, MERGE), "t", True),
    ):
        with pytest.raises(Permanent) as caught:
            await call
        assert caught.value.code == "Forbidden"
        for word in (f'User "bob-{place}"', '"deployments"', '"apps"', f'namespace "{place}"'):
            assert word in str(caught.value)
    deploy = next(one for one in await bob.resources() if one.plural == "deployments")
    assert not (await bob.allowed("patch", deploy, place, "web", "scale")).allowed
    may = await alice.allowed("patch", deploy, place, "web", "scale")
    assert may.allowed
    assert "RoleBinding" in may.reason
    assert not (await alice.allowed("patch", deploy, "default")).allowed


async def test_every_call_of_a_person_is_that_persons_in_the_audit_log(admin, alice, place, log):
    path = f"/apis/apps/v1/namespaces/{place}/deployments"
    await admin.send(Request("POST", path, deployment("web")), "t")
    name = await running_pod(admin, place)
    start = size(log)
    await alice.get(f"{path}/web")
    await alice.table(path)
    assert await alice.text(f"/api/v1/namespaces/{place}/pods/{name}/log", {"tailLines": 2}, 1000)
    await alice.send(Request("PATCH", f"{path}/web", {"spec": {"paused": True}}, MERGE), "t", dry_run=True)
    await alice.send(Request("PATCH", f"{path}/web", {"metadata": {"labels": {"a": "b"}}}, MERGE), "t")
    await alice.send(Request("PUT", f"{path}/web", deployment("web")), "t")
    await alice.send(Request("DELETE", f"{path}/web", {}), "t")
    await alice.resources()
    deploy = next(one for one in await alice.resources() if one.plural == "deployments")
    await alice.allowed("get", deploy, place)
    events = since(log, start, f"alice-{place}")
    verbs = [(event["verb"], event.get("objectRef", {}).get("subresource")) for event in events]
    for wanted in (
        ("get", None),
        ("list", None),
        ("get", "log"),
        ("patch", None),
        ("update", None),
        ("delete", None),
        ("create", None),
    ):
        assert wanted in verbs
    assert sum("dryRun=All" in event["requestURI"] for event in events) == 1
    for event in events:
        person = event["impersonatedUser"]
        assert person["username"] == f"alice-{place}"
        assert {"others", f"sre-{place}", "system:authenticated"} == set(person["groups"])
    ours = since(log, start, f"namespaces/{place}/deployments", '"userAgent":"tocsin"')
    assert all("impersonatedUser" in event for event in ours)


async def test_an_eviction_that_a_budget_forbids_waits(admin, place):
    kinds = await admin.resources()
    budgets = next(one for one in kinds if one.plural == "poddisruptionbudgets")
    version = f"policy/{budgets.version}"
    await admin.send(Request("POST", f"/apis/apps/v1/namespaces/{place}/deployments", deployment("web")), "t")
    body = {
        "apiVersion": version,
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web"},
        "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "web"}}},
    }
    await admin.send(Request("POST", budgets.path(place), body), "t")
    name = await running_pod(admin, place)
    eviction = {"apiVersion": version, "kind": "Eviction", "metadata": {"name": name, "namespace": place}}
    with pytest.raises(Temporary, match="budget") as caught:
        await admin.send(Request("POST", f"/api/v1/namespaces/{place}/pods/{name}/eviction", eviction), "t")
    assert not caught.value.outage
    assert caught.value.after


async def test_a_server_that_does_not_know_us_or_that_we_do_not_trust_says_so(clusters, kubeconfig, address):
    stranger = kubeconfig(**address, user={"token": "stranger"})
    with pytest.raises(Permanent, match="no longer accepts") as caught:
        await clusters.reach(Cluster("rig", kubeconfig=stranger)).get("/api/v1/pods")
    assert caught.value.code == "Unauthorized"
    doubted = kubeconfig(address["server"], {"token": "x"}, name="doubted")
    with pytest.raises(Permanent, match="not trusted") as caught:
        await clusters.reach(Cluster("rig", kubeconfig=doubted)).get("/api/v1/pods")
    assert caught.value.code == "Certificate"
