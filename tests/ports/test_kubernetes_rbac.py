"""deploy/rbac.yaml on a real API server: Tocsin can do what it must, and no more."""

import base64
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from kubernetes.aio.config import incluster_config

from bot.domain.action import Request
from bot.domain.operations import Cluster, Identity
from bot.errors import Permanent
from bot.ports import Resource

pytestmark = [
    pytest.mark.cluster,
    pytest.mark.skipif(not os.environ.get("KUBECONFIG"), reason="KUBECONFIG names no cluster"),
]
RBAC = Path(__file__).parents[2] / "deploy/rbac.yaml"
MERGE = "application/merge-patch+json"
PLURALS = {
    "Namespace": "/api/v1/namespaces",
    "ServiceAccount": "/api/v1/namespaces/{}/serviceaccounts",
    "ClusterRole": "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    "ClusterRoleBinding": "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
    "RoleBinding": "/apis/rbac.authorization.k8s.io/v1/namespaces/{}/rolebindings",
}
DEPLOY = Resource("apps", "v1", "deployments", "Deployment", True)
POD = Resource("", "v1", "pods", "Pod", True)


def kind(plural, group="", namespaced=True):
    return Resource(group, "v1", plural, "", namespaced)


@pytest.fixture
async def token(admin, place):
    """The token of the account that the manifests make, all their names beginning with `place`.

    `web`, the namespace people may change, is `place` itself.
    """
    text = (
        RBAC.read_text().replace("tocsin", f"{place}-tocsin").replace("namespace: web", f"namespace: {place}")
    )
    made = []
    for document in yaml.safe_load_all(text):
        path = PLURALS[document["kind"]].format(document["metadata"].get("namespace"))
        await admin.send(Request("POST", path, document), "t")
        made.append(f"{path}/{document['metadata']['name']}")
    account = f"/api/v1/namespaces/{place}-tocsin/serviceaccounts/{place}-tocsin/token"
    review = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {}}
    yield (await admin.send(Request("POST", account, review), "t"))["status"]["token"]
    for path in reversed(made):
        await admin.send(Request("DELETE", path), "t")


@pytest.fixture
def tocsin(address, token, kubeconfig):
    return Cluster("rig", kubeconfig=kubeconfig(**address, user={"token": token}))


async def denied(call, *words):
    with pytest.raises(Permanent) as caught:
        await call
    assert caught.value.code == "Forbidden"
    for word in words:
        assert word in str(caught.value)


async def test_tocsin_itself_looks_at_what_runbooks_look_at(clusters, tocsin, place):
    own = clusters.reach(tocsin)
    assert len(await own.resources()) > 20
    for path in (
        "/api/v1/pods",
        "/api/v1/nodes",
        f"/api/v1/namespaces/{place}/events",
        "/apis/apps/v1/deployments",
    ):
        assert (await own.table(path))["kind"] == "Table"
    for what in (
        kind("pods"), kind("services"), kind("endpoints"), kind("configmaps"), kind("persistentvolumeclaims"),
        kind("replicasets", "apps"), kind("controllerrevisions", "apps"), kind("statefulsets", "apps"),
        kind("jobs", "batch"), kind("cronjobs", "batch"), kind("horizontalpodautoscalers", "autoscaling"),
        kind("poddisruptionbudgets", "policy"), kind("ingresses", "networking.k8s.io"),
        kind("namespaces", namespaced=False), kind("pods", "metrics.k8s.io"),
    ):  # fmt: skip
        assert (await own.allowed("list", what, place)).allowed, what
    assert (await own.allowed("get", POD, place, sub="log")).allowed
    assert (await own.allowed("get", DEPLOY, place, sub="scale")).allowed


async def test_tocsin_itself_changes_nothing_and_sees_no_secret(clusters, tocsin, place):
    own = clusters.reach(tocsin)
    await denied(own.get(f"/api/v1/namespaces/{place}/secrets"), "secrets")
    patch = Request("PATCH", f"/apis/apps/v1/namespaces/{place}/deployments/web", {}, MERGE)
    await denied(own.send(patch, "t", dry_run=True), "patch", "deployments")
    for verb, what, sub in (
        ("get", kind("secrets"), ""), ("delete", POD, ""), ("create", POD, "exec"), ("get", POD, "exec"),
        ("create", POD, "eviction"), ("create", POD, "portforward"), ("patch", DEPLOY, "scale"),
        ("patch", kind("nodes", namespaced=False), ""), ("get", kind("nodes", namespaced=False), "proxy"),
        ("create", kind("serviceaccounts"), "token"), ("*", kind("*", "*"), ""),
        ("create", kind("rolebindings", "rbac.authorization.k8s.io"), ""),
        ("impersonate", kind("users", namespaced=False), ""), ("impersonate", kind("serviceaccounts"), ""),
        ("impersonate", kind("groups", namespaced=False), ""),
    ):  # fmt: skip
        assert not (await own.allowed(verb, what, place, sub=sub)).allowed, (verb, what, sub)


async def test_a_person_who_is_named_does_what_their_group_may_and_only_there(clusters, admin, tocsin, place):
    labels = {"app": "web"}
    pod = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "main", "image": "broken"}]}}
    body = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {"replicas": 0, "selector": {"matchLabels": labels}, "template": pod},
    }
    path = f"/apis/apps/v1/namespaces/{place}/deployments"
    await admin.send(Request("POST", path, body), "t")
    alice = clusters.reach(tocsin, Identity("alice@example.com", ("sre",)))
    scale = Request("PATCH", f"{path}/web/scale", {"spec": {"replicas": 1}}, MERGE)
    assert (await alice.send(scale, "t", dry_run=True))["spec"]["replicas"] == 1
    assert (await alice.send(scale, "t"))["spec"]["replicas"] == 1
    assert (await alice.allowed("patch", DEPLOY, place, "web")).allowed
    assert not (await alice.allowed("delete", DEPLOY, place, "web")).allowed
    assert not (await alice.allowed("patch", DEPLOY, "default", "web")).allowed
    assert not (await alice.allowed("get", kind("secrets"), place)).allowed
    without_group = clusters.reach(tocsin, Identity("bob@example.com"))
    await denied(without_group.send(scale, "t"), 'User "bob@example.com"')


@pytest.mark.parametrize(
    "identity",
    [
        Identity("mallory@example.com", ("sre",)),
        Identity("alice@example.com", ("sre", "system:masters")),
        Identity("system:admin"),
        Identity("system:serviceaccount:kube-system:default"),
    ],
)
async def test_nobody_else_can_be_acted_as(clusters, tocsin, identity):
    person = clusters.reach(tocsin, identity)
    await denied(person.get("/api/v1/namespaces"), f"act as {identity.user}", "tocsin-impersonate")


@pytest.fixture
def trusted(address):
    """The certificate of the server's authority."""
    beside = Path(os.environ["KUBECONFIG"]).with_name("certs") / "apiserver.crt"
    if "certificate-authority-data" in address:
        return base64.b64decode(address["certificate-authority-data"]).decode()
    if "certificate-authority" in address or beside.exists():
        return Path(address.get("certificate-authority") or beside).read_text()
    return pytest.skip("no certificate of the server's authority")


async def test_inside_a_pod_the_mounted_account_is_used(
    clusters, address, trusted, token, tmp_path, monkeypatch
):
    where = urlsplit(address["server"])
    (tmp_path / "token").write_text(token)
    (tmp_path / "ca.crt").write_text(trusted)
    monkeypatch.setattr(incluster_config, "SERVICE_TOKEN_FILENAME", str(tmp_path / "token"))
    monkeypatch.setattr(incluster_config, "SERVICE_CERT_FILENAME", str(tmp_path / "ca.crt"))
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", str(where.hostname))
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", str(where.port or 443))
    inside = Cluster("rig", in_cluster=True)
    assert (await clusters.reach(inside).table("/api/v1/pods"))["kind"] == "Table"
    alice = clusters.reach(inside, Identity("alice@example.com", ("sre",)))
    await denied(alice.get("/api/v1/pods"), 'User "alice@example.com"')
