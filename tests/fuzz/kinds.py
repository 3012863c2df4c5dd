"""The kinds of Kubernetes as the API reference has them, and how kubectl lets people write them. By hand.

`served` are those the sandbox's two clusters list in their discovery; of the others nothing may be asked.
Read by `table` and by the generator of lines.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """`base` is the API's path up to the namespace; `words` are what people write, the plural first."""

    base: str
    words: tuple[str, ...]
    namespaced: bool = True
    served: bool = True

    @property
    def plural(self) -> str:
        return self.words[0].partition(".")[0]

    @property
    def group(self) -> str:
        parts = self.base.strip("/").split("/")
        return parts[1] if parts[0] == "apis" else ""

    def listed(self, namespace: str) -> str:
        """The path of the collection; without a namespace, of all of them."""
        place = f"/namespaces/{namespace}" if self.namespaced and namespace else ""
        return f"{self.base}{place}/{self.plural}"

    def one(self, namespace: str, name: str) -> str:
        return f"{self.listed(namespace)}/{name}"


CORE, APPS, RBAC = "/api/v1", "/apis/apps/v1", "/apis/rbac.authorization.k8s.io/v1"
METRICS, SCALING, POLICY = "/apis/metrics.k8s.io/v1beta1", "/apis/autoscaling/v1", "/apis/policy/v1beta1"

PODS = Kind(CORE, ("pods", "pod", "po"))
SERVICES = Kind(CORE, ("services", "service", "svc"))
CONFIGMAPS = Kind(CORE, ("configmaps", "configmap", "cm"))
SECRETS = Kind(CORE, ("secrets", "secret"))
ACCOUNTS = Kind(CORE, ("serviceaccounts", "serviceaccount", "sa"))
ENDPOINTS = Kind(CORE, ("endpoints", "ep"))
EVENTS = Kind(CORE, ("events", "event", "ev"))
NAMESPACES = Kind(CORE, ("namespaces", "namespace", "ns"), namespaced=False)
NODES = Kind(CORE, ("nodes", "node", "no"), namespaced=False)
DEPLOYMENTS = Kind(APPS, ("deployments", "deployment", "deploy", "deployments.apps", "deployment.v1.apps"))
STATEFULSETS = Kind(APPS, ("statefulsets", "statefulset", "sts", "statefulsets.apps"))
DAEMONSETS = Kind(APPS, ("daemonsets", "daemonset", "ds", "ds.apps"))
REPLICASETS = Kind(APPS, ("replicasets", "replicaset", "rs"))
REVISIONS = Kind(APPS, ("controllerrevisions", "controllerrevision"))
AUTOSCALERS = Kind(SCALING, ("horizontalpodautoscalers", "horizontalpodautoscaler", "hpa"))
BUDGETS = Kind(POLICY, ("poddisruptionbudgets", "poddisruptionbudget", "pdb"))
ROLES = Kind(RBAC, ("roles", "role"))
BINDINGS = Kind(RBAC, ("rolebindings", "rolebinding"))
CLUSTER_ROLES = Kind(RBAC, ("clusterroles", "clusterrole"), namespaced=False)
CLAIMS = Kind(CORE, ("persistentvolumeclaims", "persistentvolumeclaim", "pvc"))
VOLUMES = Kind(CORE, ("persistentvolumes", "persistentvolume", "pv"), namespaced=False)
QUOTAS = Kind(CORE, ("resourcequotas", "resourcequota", "quota"))
LIMITS = Kind(CORE, ("limitranges", "limitrange", "limits"))
CONTROLLERS = Kind(CORE, ("replicationcontrollers", "replicationcontroller", "rc"))
POD_METRICS = Kind(METRICS, ("pods.metrics.k8s.io",))
NODE_METRICS = Kind(METRICS, ("nodes.metrics.k8s.io",), namespaced=False)
INGRESSES = Kind("/apis/networking.k8s.io/v1", ("ingresses", "ingress", "ing"), served=False)
JOBS = Kind("/apis/batch/v1", ("jobs", "job"), served=False)
CRONJOBS = Kind("/apis/batch/v1", ("cronjobs", "cronjob", "cj"), served=False)
CERTIFICATES = Kind("/apis/cert-manager.io/v1", ("certificates.cert-manager.io",), served=False)

WORKLOADS = (DEPLOYMENTS, STATEFULSETS, DAEMONSETS)
"""What has rollouts."""

ALL = (
    PODS, CONTROLLERS, SERVICES, DAEMONSETS, DEPLOYMENTS, REPLICASETS, STATEFULSETS, AUTOSCALERS, CRONJOBS,
    JOBS,
)  # fmt: skip
"""What `kubectl get all` means."""

EVERY = (
    PODS, SERVICES, CONFIGMAPS, SECRETS, ACCOUNTS, ENDPOINTS, EVENTS, NAMESPACES, NODES, DEPLOYMENTS,
    STATEFULSETS, DAEMONSETS, REPLICASETS, REVISIONS, AUTOSCALERS, BUDGETS, ROLES, BINDINGS, CLUSTER_ROLES,
    CLAIMS, VOLUMES, QUOTAS, CONTROLLERS, POD_METRICS, NODE_METRICS, INGRESSES, JOBS, CRONJOBS,
    CERTIFICATES,
)  # fmt: skip
