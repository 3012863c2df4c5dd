"""The words that lines in order are made of, and what there is to be found with them. Used by `saying`."""

from __future__ import annotations

from tests.fuzz import kinds as k
from tests.fuzz.kinds import Kind

APPS = ("backend", "frontend", "checkout", "stuck", "proxy", "ghost", "a.b-c", "x" * 63)
OBJECTS: dict[Kind, tuple[str, ...]] = {
    k.DEPLOYMENTS: ("backend", "backend", *APPS),
    k.STATEFULSETS: ("postgresql", "ledger", "ghost"),
    k.DAEMONSETS: ("node-exporter", "ghost"),
    k.PODS: ("postgresql-0", "ledger-0", "ledger-1", "backend", "delete", "ghost-0"),
    k.NODES: ("node-a", "node-b", "node-z"),
    k.NAMESPACES: ("payments", "smartcloudops", "kube-system", "ghost"),
    k.SERVICES: ("backend", "frontend", "postgresql", "ghost"),
    k.CONFIGMAPS: ("backend-settings", "kube-root-ca.crt"),
    k.SECRETS: ("backend-database", "token"),
    k.AUTOSCALERS: ("backend", "ghost"),
}
SERVICES = {
    "backend": ("production", "smartcloudops", k.DEPLOYMENTS, "backend"),
    "api": ("production", "smartcloudops", k.DEPLOYMENTS, "backend"),
    "checkout": ("production", "payments", k.DEPLOYMENTS, "checkout"),
    "pay": ("production", "payments", k.DEPLOYMENTS, "checkout"),
    "db": ("production", "smartcloudops", k.STATEFULSETS, "postgresql"),
    "proxy": ("second", "edge", k.DEPLOYMENTS, "proxy"),
}
"""What the system file says of its services: cluster, namespace and workload."""

SELECTORS = (
    "app=backend", "app=checkout", "app!=backend", "app==frontend", "app", "!canary", "app in (backend,db)",
    "tier notin (cache)", "app=backend,tier!=cache", "app.kubernetes.io/name=web", "app=",
)  # fmt: skip
_PAYMENTS = {
    k.DEPLOYMENTS: ("checkout", "stuck"),
    k.STATEFULSETS: ("ledger",),
    k.PODS: ("ledger-0", "ledger-1"),
}
_AROUND = {k.NODES: ("node-a", "node-b"), k.NAMESPACES: ("smartcloudops", "payments", "kube-system")}
THERE: dict[tuple[str, str], dict[Kind, tuple[str, ...]]] = {
    ("production", "smartcloudops"): {
        k.DEPLOYMENTS: ("backend", "frontend"),
        k.STATEFULSETS: ("postgresql",),
        k.DAEMONSETS: ("node-exporter",),
        k.PODS: ("postgresql-0",),
        k.SERVICES: ("backend", "frontend", "postgresql"),
        k.CONFIGMAPS: ("backend-settings",),
        k.AUTOSCALERS: ("backend",),
        **_AROUND,
    },
    ("production", "payments"): {**_PAYMENTS, **_AROUND},
    ("production", ""): _AROUND,
    ("second", "edge"): {k.DEPLOYMENTS: ("proxy",), k.NODES: ("node-a", "node-b")},
}
"""What there is to be found, by cluster and namespace."""

UNSEEN = (k.SECRETS, k.ROLES, k.BINDINGS, k.CLUSTER_ROLES, k.CLAIMS, k.VOLUMES, k.QUOTAS, k.CONTROLLERS)
"""What Tocsin's account may not read there, or the sandbox does not keep."""

FIELDS = ("status.phase=Running", "status.phase!=Running", "metadata.name=backend", "metadata.name!=x")
PATHS = (
    ".metadata.name", ".metadata.creationTimestamp", "{.metadata.name}", "metadata.name", ".spec.replicas",
    ".status.containerStatuses[0].restartCount", ".metadata.labels.app",
)  # fmt: skip
LENGTHS = ("10m", "1h", "90s", "1h30m", "24h", "3600", "2d", "1.5h")
IMAGES = (
    "shop/web:2", "registry.example/backend:811", "registry.example/backend:812",
    "eu.gcr.io/shop/web@sha256:" + "a" * 64, "http://evil.example/x",
    "<http://eu.gcr.io/shop/web:2|eu.gcr.io/shop/web:2>", "web;kubectl delete pods", "$(id)", "`id`:1",
    "web:1 && true", "a|b", "<web>", "--as=admin",
)  # fmt: skip
VALUES = (
    "4", "", "info", "a=b", "a,b", "; kubectl delete deployment backend", "$(rm -rf /)", "--token=x",
    "x | y", "it's", "postgres://u:p@h/db", "{\"a\":1}", "&& true", "`id`", "ümläut", "two words", "-",
    "--",
)  # fmt: skip
KEYS = ("WORKERS", "LOG_LEVEL", "DATABASE_HOST", "DATABASE_PASSWORD", "FEATURE_X", "lower", "A1")
AMOUNTS = ("cpu=1", "cpu=500m", "memory=2Gi", "cpu=1,memory=2Gi", "memory=256Mi", "memory-", "cpu=0.5")
RIGHTS = (
    "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "*", "impersonate",
    "escalate",
)  # fmt: skip
POINTERS = (
    "/spec/replicas", "/metadata/labels/team", "/data/LOG_LEVEL", "/metadata/uid", "/spec/minReplicas",
    "/kind", "/metadata/name",
)  # fmt: skip
OF_LOGS = (
    ("--all-containers",), ("--all-pods",), ("-p", "--previous"), ("--timestamps",), ("--prefix",),
    ("-f", "--follow"),
)  # fmt: skip
PATCHED = (
    *k.WORKLOADS, k.DEPLOYMENTS, k.AUTOSCALERS, k.CONFIGMAPS, k.SERVICES, k.SECRETS, k.PODS, k.ROLES,
)  # fmt: skip
