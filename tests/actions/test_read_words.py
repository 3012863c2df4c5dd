"""How the reads understand kinds, paths and quantities, and judge rollouts; no cluster is needed for it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.actions.reading.discovery import find, newest
from bot.actions.reading.paths import in_order, parse_path, value_at
from bot.actions.reading.quantities import mebibytes, millis, quantity
from bot.actions.reading.rollout_state import state_of
from bot.actions.reading.template_changes import changes
from bot.errors import Refused
from bot.ports import Resource


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (".metadata.creationTimestamp", ("metadata", "creationTimestamp")),
        ("{.status.startTime}", ("status", "startTime")),
        ("status.containerStatuses[0].restartCount", ("status", "containerStatuses", 0, "restartCount")),
        (r".metadata.labels.app\.kubernetes\.io/name", ("metadata", "labels", "app.kubernetes.io/name")),
        ("{.metadata.labels['app']}", ("metadata", "labels", "app")),
    ],
)
def test_a_path_to_one_value_is_understood(text, path):
    assert parse_path(text) == path


@pytest.mark.parametrize("text", ["", ".", ".items[*].name", "{.a}{.b}", ".a[?(@.b)]", "{range .items}"])
def test_anything_cleverer_than_a_path_is_refused_with_an_example(text):
    with pytest.raises(Refused, match="creationTimestamp"):
        parse_path(text)


def test_missing_values_come_first_and_numbers_are_compared_as_numbers():
    items = [({"a": "10"}, "ten"), ({}, "none"), ({"a": "9"}, "nine"), ({"a": "1Gi"}, "gibi")]
    assert in_order(items, ("a",), ".a") == ["none", "nine", "ten", "gibi"]
    assert value_at({"a": [1]}, ("a", 3)) is None


def test_names_are_sorted_with_their_numbers():
    items = [({"n": name}, name) for name in ("web-10", "web2-x", "web-9", "web-a")]
    assert in_order(items, ("n",), ".n") == ["web-9", "web-10", "web-a", "web2-x"]


def test_a_path_that_no_object_has_is_refused():
    with pytest.raises(Refused, match=r"None of these objects has `\.a`"):
        in_order([({}, 1)], ("a",), ".a")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("250m", "0.25"),
        ("180Mi", "188743680"),
        ("1e3", "1000"),
        ("2", "2"),
        ("1.5G", "1.5e9"),
        ("12n", "1.2e-8"),
    ],
)
def test_a_quantity_is_an_exact_number(text, number):
    assert quantity(text) == Decimal(number)


def test_what_is_no_quantity_is_none_and_units_round_as_kubectl_rounds():
    assert quantity("web") is None
    assert quantity("") is None
    assert quantity("5 m") is None
    assert millis(Decimal("0.0001")) == 1
    assert mebibytes(Decimal(1024 * 1024 * 2 - 1)) == 1


def kinds():
    return [
        Resource("", "v1", "pods", "Pod", True, "pod", ("po",)),
        Resource("", "v1", "events", "Event", True, "", ("ev",)),
        Resource("apps", "v1", "deployments", "Deployment", True, "", ("deploy",)),
        Resource("extensions", "v1beta1", "ingresses", "Ingress", True, "", ("ing",)),
        Resource("networking.k8s.io", "v1beta1", "ingresses", "Ingress", True, "", ("ing",)),
        Resource("networking.k8s.io", "v1", "ingresses", "Ingress", True, "", ("ing",)),
        Resource("metrics.k8s.io", "v1beta1", "pods", "PodMetrics", True),
        Resource("events.k8s.io", "v1", "events", "Event", True, "", ("ev",)),
        Resource("batch", "v1beta1", "cronjobs", "CronJob", True, "", ("cj",)),
    ]


@pytest.mark.parametrize(
    ("word", "group", "version"),
    [
        ("po", "", "v1"), ("Pods", "", "v1"), ("deployment.apps", "apps", "v1"),
        ("deploy.v1.apps", "apps", "v1"),
        ("ing", "networking.k8s.io", "v1"), ("ingresses.extensions", "extensions", "v1beta1"),
        ("event", "", "v1"), ("CronJob", "batch", "v1beta1"), ("podmetrics", "metrics.k8s.io", "v1beta1"),
        ("ingresses.v1beta1.networking.k8s.io", "networking.k8s.io", "v1beta1"),
    ],
)  # fmt: skip
def test_a_kind_is_found_by_any_of_its_names(word, group, version):
    found = find(kinds(), word)
    assert (found.group, found.version) == (group, version)


def test_an_unknown_kind_is_refused_naming_near_ones():
    with pytest.raises(Refused, match="Did you mean `deployment`"):
        find(kinds(), "deploymet")
    assert newest(kinds(), "apps", "statefulsets") is None


def deployment(**status):
    return {
        "metadata": {"name": "web", "generation": 2},
        "spec": {"replicas": 3},
        "status": {"observedGeneration": 2, **status},
    }


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ({"observedGeneration": 1}, "spec update to be observed"),
        ({"updatedReplicas": 1}, "1 out of 3 new replicas have been updated"),
        ({"updatedReplicas": 3, "replicas": 4}, "1 old replicas are pending termination"),
        (
            {"updatedReplicas": 3, "replicas": 3, "availableReplicas": 2},
            "2 of 3 updated replicas are available",
        ),
        ({"updatedReplicas": 3, "replicas": 3, "availableReplicas": 3}, "successfully rolled out"),
    ],
)
def test_a_deployments_rollout_is_judged_as_kubectl_judges_it(status, said):
    state = state_of("Deployment", deployment(**status))
    assert said in state.said
    assert state.done == ("successfully" in said)
    assert not state.failed


def test_a_deadline_that_passed_has_failed():
    late = {"type": "Progressing", "reason": "ProgressDeadlineExceeded"}
    assert state_of("Deployment", deployment(conditions=[late])).failed


def test_a_workload_that_is_updated_by_hand_is_not_followed_for_ever():
    held = {"metadata": {"name": "db"}, "spec": {"updateStrategy": {"type": "OnDelete"}}, "status": {}}
    for kind in ("StatefulSet", "DaemonSet"):
        assert "OnDelete" in state_of(kind, held).failed


def template(image="web:1", note="", **env):
    variables = [{"name": key, "value": value} for key, value in env.items()]
    return {
        "metadata": {"annotations": {"kubectl.kubernetes.io/restartedAt": note} if note else {}},
        "spec": {"containers": [{"name": "web", "image": image, "env": variables}]},
    }


def test_a_revision_says_what_it_changed_without_any_value():
    said = changes(template(A="old-secret", B="1"), template("web:2", "now", A="new-secret", C="2"))
    assert said == ["web web:1 -> web:2", "env of web: +C -B ~A", "restarted"]
    assert changes(template(A="1"), template(A="1")) == []
