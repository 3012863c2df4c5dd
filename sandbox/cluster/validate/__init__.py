"""What is wrong with an object, in the server's words: the common mistakes, not all it knows. Called by
`writes`.
"""

from sandbox.cluster.kinds import Kind
from sandbox.cluster.status import JSON, Cause
from sandbox.cluster.validate import meta, others, pods, workloads

_BY_PLURAL = {
    "deployments": workloads.deployment,
    "statefulsets": workloads.stateful_set,
    "daemonsets": workloads.daemon_set,
    "replicasets": workloads.replica_set,
    "pods": pods.pod,
    "services": others.service,
    "configmaps": others.config_map,
    "secrets": others.secret,
    "controllerrevisions": others.revision,
    "events": others.event,
    "horizontalpodautoscalers": others.autoscaler,
    "poddisruptionbudgets": others.disruption_budget,
    "roles": others.role,
    "clusterroles": others.role,
    "rolebindings": others.role_binding,
    "clusterrolebindings": others.cluster_role_binding,
}
_UPDATES = {
    "deployments": workloads.selector_kept,
    "replicasets": workloads.selector_kept,
    "daemonsets": workloads.selector_kept,
    "statefulsets": workloads.stateful_set_kept,
    "pods": pods.pod_kept,
    "controllerrevisions": others.revision_kept,
    "rolebindings": others.role_kept,
    "clusterrolebindings": others.role_kept,
}


def created(kind: Kind, thing: JSON) -> list[Cause]:
    return [*meta.named(kind, thing), *meta.words(thing["metadata"], "metadata"), *_own(kind, thing)]


def updated(kind: Kind, thing: JSON, before: JSON) -> list[Cause]:
    """The server looks at metadata more than once on an update, and says everything about it again."""
    words = meta.words(thing["metadata"], "metadata")
    found = [*meta.kept(thing, before), *words]
    causes = [*found, *found, *words, *_own(kind, thing)]
    if kind.plural in _UPDATES:
        causes += _UPDATES[kind.plural](thing, before)
    return causes


def _own(kind: Kind, thing: JSON) -> list[Cause]:
    judge = _BY_PLURAL.get(kind.plural)
    return judge(thing) if judge else []
