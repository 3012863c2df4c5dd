"""`describe` of the kinds beside workloads, on a real control plane: what kubectl tells, and no secret."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.actions.read_bench import SECRET, Bench, ControlPlane

PLACE = {"name": "web", "image": "nginx:1.25", "env": [{"name": "API_TOKEN", "value": SECRET}]}
POD = {"restartPolicy": "Never", "containers": [PLACE]}
PEERS = [
    {"podSelector": {"matchLabels": {"app": "web"}}},
    {"namespaceSelector": {"matchLabels": {"team": "edge"}}, "podSelector": {}},
    {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}},
]
PATHS = [
    {"path": "/api", "pathType": "Prefix", "backend": {"service": {"name": "web", "port": {"number": 80}}}},
    {"path": "/x", "pathType": "Prefix", "backend": {"service": {"name": "gone", "port": {"name": "http"}}}},
]
ADDRESSES = {
    "addresses": [{"ip": "10.9.0.1"}],
    "notReadyAddresses": [{"ip": "10.9.0.2"}],
    "ports": [{"name": "http", "port": 80}],
}
CPU = {"type": "Container", "max": {"cpu": "2"}}


def one(version: str, kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name}, **more}


def seeds() -> list[dict[str, Any]]:
    claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    volume = {"name": "data", "persistentVolumeClaim": {"claimName": "data"}}
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [PLACE]}}
    rule = {"from": PEERS, "ports": [{"port": 80}]}
    settings = {
        "app.conf": "level\t= info\npassword = hunter22\n" + "line\n" * 30,
        "API_KEY": "abcdefgh12345",
    }
    return [
        one("batch/v1", "Job", "once", spec={"backoffLimit": 2, "template": {"spec": POD}}),
        one("batch/v1beta1", "CronJob", "warm", spec={
            "schedule": "*/5 * * * *", "jobTemplate": {"spec": {"template": {"spec": POD}}}}),
        one("apps/v1", "ReplicaSet", "web", spec={
            "replicas": 1, "selector": {"matchLabels": {"app": "web"}}, "template": template}),
        one("v1", "ConfigMap", "settings", data=settings, binaryData={"logo": "AAEC"}),
        one("v1", "Secret", "keys", stringData={"token": SECRET, "user": "postgres"}),
        one("v1", "PersistentVolumeClaim", "data", spec=claim),
        one("v1", "Pod", "keeper", spec={"containers": [{"name": "a", "image": "a:1"}], "volumes": [volume]}),
        one("v1", "Service", "web", spec={"selector": {"app": "web"}, "ports": [{"port": 80}]}),
        one("networking.k8s.io/v1", "Ingress", "web", spec={
            "ingressClassName": "nginx", "tls": [{"hosts": ["a.example"], "secretName": "tls"}],
            "rules": [{"host": "a.example", "http": {"paths": PATHS}}]}),
        one("networking.k8s.io/v1", "NetworkPolicy", "deny", spec={
            "podSelector": {"matchLabels": {"app": "web"}}, "policyTypes": ["Ingress", "Egress"],
            "ingress": [rule]}),
        one("v1", "Endpoints", "legacy", subsets=[ADDRESSES]),
        one("policy/v1beta1", "PodDisruptionBudget", "web", spec={
            "minAvailable": 5, "selector": {"matchLabels": {"app": "web"}}}),
        one("v1", "ServiceAccount", "runner", imagePullSecrets=[{"name": "registry"}]),
        one("v1", "ResourceQuota", "most", spec={"hard": {"pods": "50"}}),
        one("v1", "LimitRange", "each", spec={"limits": [CPU]}),
    ]  # fmt: skip


async def create(plane: ControlPlane, namespace: str, *objects: dict[str, Any]) -> None:
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": list(objects)})
    await plane.kubectl("-n", namespace, "create", "--validate=false", "-f", "-", stdin=text)


@pytest.fixture
async def place(control_plane: ControlPlane) -> AsyncIterator[Bench]:
    """A namespace of its own; the sandbox serves none of these kinds."""
    if control_plane.sandboxed:
        pytest.skip("the sandbox does not serve these kinds")
    made = Bench(control_plane, f"rd2-{uuid.uuid4().hex[:8]}")
    await control_plane.kubectl("create", "namespace", made.namespace)
    yield made
    # Nothing on this control plane ever lets go of a claim that a pod had.
    freed = ("--type=merge", "-p", '{"metadata":{"finalizers":null}}')
    await made.kubectl("patch", "pvc", "data", *freed, check=False)
    await control_plane.kubectl("delete", "namespace", made.namespace, "--wait=false")


FACTS = {
    "job/once": ["Completions: 1", "Backoff Limit: 2", "Pods Statuses:",
                 "Image: nginx:1.25", "SuccessfulCreate"],
    "cronjob/warm": ["Schedule: */5 * * * *", "Suspend: False", "Last Schedule Time: never", "nginx:1.25"],
    "rs/web": ["Selector: app=web", "1 desired", "Image: nginx:1.25", "SuccessfulCreate"],
    "cm/settings": ["app.conf: 183 bytes", "level", "password = ***", "API_KEY: 13 bytes", "more lines",
                    "logo: 3 bytes"],
    "secret/keys": ["Type: Opaque", f"token {len(SECRET)} bytes", "user 8 bytes"],
    "pvc/data": ["Status: Pending", "Requested: 1Gi", "Access Modes: ReadWriteOnce", "Used By: keeper"],
    "ingress/web": ["Ingress Class: nginx", "tls terminates a.example", "a.example /api web:80",
                    "a.example /x gone:http (no such service)"],
    "netpol/deny": ["PodSelector: app=web", "To Port: 80/TCP", "From: PodSelector app=web",
                    "From: NamespaceSelector team=edge, PodSelector <any>",
                    "From: IPBlock 10.0.0.0/8 except 10.1.0.0/16", "isolated for egress",
                    "Policy Types: Ingress, Egress"],
    "endpoints/legacy": ["Addresses: 10.9.0.1", "NotReadyAddresses: 10.9.0.2", "http 80/TCP"],
    "pdb/web": ["Min available: 5", "Selector: app=web", "Allowed disruptions: 0", "Desired:"],
    "sa/runner": ["Image pull secrets: registry", "Mountable secrets:"],
    "ns/{}": ["Status: Active", "most pods", "50", "each Container cpu - 2"],
}  # fmt: skip


async def test_describe_tells_what_these_kinds_are_about(place: Bench):
    await create(place.plane, place.namespace, *seeds())
    encoded = await place.kubectl("get", "secret", "keys", "-o", "jsonpath={.data.token}")
    missing = []
    for which, facts in FACTS.items():
        which = which.format(place.namespace)
        text = (await place.read("describe", resources=[which])).text
        flat = " ".join(text.split())
        missing += [(which, fact) for fact in facts if fact not in flat]
        for hidden in (SECRET, encoded, "hunter22", "abcdefgh12345", "kind:", "managedFields"):
            assert hidden not in text, which
        theirs = await place.kubectl("describe", *which.split("/"), check=False)
        name = which.split("/")[1]
        assert f"Name:{name}" in "".join(theirs.split()) or which == "cronjob/warm"
        assert f"Name: {name}" in flat
    assert missing == []


CRDS = {
    ("cert-manager.io", "v1"): ("Certificate", "CertificateRequest"),
    ("velero.io", "v1"): ("Backup", "Restore", "Schedule"),
}


def definition(group: str, version: str, kind: str) -> dict[str, Any]:
    plural = f"{kind.lower()}s"
    schema = {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}
    names = {"plural": plural, "singular": kind.lower(), "kind": kind, "listKind": f"{kind}List"}
    served = [{"name": version, "served": True, "storage": True, "schema": schema}]
    spec = {"group": group, "scope": "Namespaced", "names": names, "versions": served}
    return one("apiextensions.k8s.io/v1", "CustomResourceDefinition", f"{plural}.{group}", spec=spec)


def addons() -> list[dict[str, Any]]:
    ready = {"type": "Ready", "status": "False", "reason": "DoesNotExist", "message": "Issuing certificate"}
    refused = {"type": "Ready", "status": "False", "reason": "Failed", "message": "acme: rate limited"}
    asked = one("cert-manager.io/v1", "CertificateRequest", "shop-tls-1", status={"conditions": [refused]})
    asked["metadata"]["annotations"] = {"cert-manager.io/certificate-name": "shop-tls"}
    nightly = one("velero.io/v1", "Backup", "nightly-1",
                  spec={"ttl": "720h0m0s", "includedNamespaces": ["shop"]},
                  status={"phase": "PartiallyFailed", "errors": 2, "warnings": 1,
                          "startTimestamp": "2026-01-01T00:00:00Z",
                          "completionTimestamp": "2026-01-01T00:05:00Z",
                          "expiration": "2036-01-01T00:00:00Z", "failureReason": "volume\nsnapshot failed",
                          "progress": {"itemsBackedUp": 90, "totalItems": 100}})  # fmt: skip
    nightly["metadata"]["labels"] = {"velero.io/schedule-name": "nightly"}
    return [
        one("cert-manager.io/v1", "Certificate", "shop-tls",
            spec={"secretName": "shop-tls", "dnsNames": ["shop.example"],
                  "issuerRef": {"name": "letsencrypt", "kind": "ClusterIssuer"}},
            status={"notAfter": "2020-01-01T00:00:00Z", "renewalTime": "2036-01-01T00:00:00Z", "revision": 3,
                    "failedIssuanceAttempts": 4, "conditions": [ready]}),
        asked,
        nightly,
        one("velero.io/v1", "Restore", "back", spec={"backupName": "nightly-1"},
            status={"phase": "FailedValidation", "validationErrors": ["no such backup location"]}),
        one("velero.io/v1", "Schedule", "nightly",
            spec={"schedule": "0 3 * * *", "template": {"ttl": "720h0m0s"}, "paused": True},
            status={"phase": "Enabled", "lastBackup": "2026-01-01T00:00:00Z"}),
    ]  # fmt: skip


ADDON_FACTS = {
    "certificate/shop-tls": ["Secret: shop-tls", "Issuer: ClusterIssuer/letsencrypt",
                             "DNS Names: shop.example",
                             "ago)", "(in ", "Failed attempts: 4", "Revision: 3", "Ready False",
                             "shop-tls-1 Failed", "acme: rate limited"],
    "backup/nightly-1": ["Phase: PartiallyFailed", "Errors: 2", "Warnings: 1", "TTL: 720h0m0s",
                         "Namespaces: shop", "Failure: volume snapshot failed", "Items: 90 of 100 backed up",
                         "Expiration:", "(in "],
    "restore/back": ["Backup: nightly-1", "Phase: FailedValidation",
                     "Validation errors: no such backup location",
                     "Completed: not yet"],
    "schedule/nightly": ["Schedule: 0 3 * * *", "Paused: yes", "Last Backup: Thu, 01 Jan 2026",
                         "nightly-1 PartiallyFailed 2"],
}  # fmt: skip


async def test_describe_tells_of_certificates_and_backups_where_they_are_served(place: Bench):
    plane, there = place.plane, (await place.plane.kubectl("get", "crd", "-o", "name")).split()
    wanted = [definition(group, version, kind) for (group, version), kinds in CRDS.items() for kind in kinds]
    made = [
        each for each in wanted
        if f"customresourcedefinition.apiextensions.k8s.io/{each['metadata']['name']}" not in there
    ]  # fmt: skip
    names = [f"crd/{each['metadata']['name']}" for each in made]
    try:
        if made:
            await create(plane, place.namespace, *made)
            await plane.kubectl("wait", "--for=condition=Established", "--timeout=30s", *names)
        await create(plane, place.namespace, *addons())
        missing = []
        for which, facts in ADDON_FACTS.items():
            flat = " ".join((await place.read("describe", resources=[which])).text.split())
            missing += [(which, fact) for fact in facts if fact not in flat]
        assert missing == []
        listed = await place.read("get", resources=["certificate"])
        assert listed.text.splitlines()[1].startswith("shop-tls")
    finally:
        if names:
            await plane.kubectl("delete", *names, "--wait=false")
