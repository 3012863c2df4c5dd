"""What is read off objects, revisions and events: who wrote, what followed what, what belongs together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.actions.changed import told
from bot.actions.changed.lines import Line, drawn, newest
from bot.actions.changed.others import touched
from bot.actions.changed.rolled import workload_lines
from bot.actions.changed.sketch import difference, in_words, only_replicas, sketch
from bot.actions.changed.watching import _mark, compare_maps
from bot.actions.changed.writers import by_people, writes
from bot.actions.revisions import Revision

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
JSON = dict[str, Any]


def stamp(minute: float) -> str:
    return f"{NOON + timedelta(minutes=minute):%Y-%m-%dT%H:%M:%SZ}"


def entry(manager: str, minute: float, *fields: str, **more: Any) -> JSON:
    """A manager's entry; `fields` like `spec.replicas`, none where the server keeps none."""
    made: JSON = {"manager": manager, "operation": "Update", "time": stamp(minute), **more}
    for path in fields:
        at = made.setdefault("fieldsV1", {})
        for name in path.split("."):
            at = at.setdefault(f"f:{name}", {})
    return made


def meta(name: str, made: float, *entries: JSON, version: str = "1", uid: str = "") -> JSON:
    created = {"creationTimestamp": stamp(made), "resourceVersion": version}
    return {"name": name, "uid": uid or f"uid-{name}", **created, "managedFields": list(entries)}


def event(kind: str, name: str, reason: str, message: str, minute: float, type: str = "Normal", count: int = 1
          ) -> JSON:  # fmt: skip
    return {
        "metadata": {"name": name, "creationTimestamp": stamp(minute)}, "type": type, "reason": reason,
        "involvedObject": {"kind": kind, "name": name}, "message": message, "lastTimestamp": stamp(minute),
        "count": count,
    }  # fmt: skip


def spec(image: str = "web:1", replicas: int = 2, **env: str) -> JSON:
    container = {"name": "web", "image": image, "env": [{"name": k, "value": v} for k, v in env.items()]}
    return {"replicas": replicas, "template": {"metadata": {}, "spec": {"containers": [container]}}}


def revision(number: int, image: str, minute: float, current: bool = False, first: int = 0) -> Revision:
    at, template = NOON + timedelta(minutes=minute), spec(image)["template"]
    return Revision(number, f"uid-{image}", image, at, template, current, (image,), first or number)


@pytest.mark.parametrize(
    ("manager", "outside"),
    [
        ("kubectl-edit", True), ("helm", True), ("argocd-controller", True), ("kustomize-controller", True),
        ("kube-controller-manager", False), ("nginx-ingress-controller", False), ("kubelet", False),
        ("prometheus-operator", False), ("tocsin-Ab3", False), ("tocsin", False), ("tocsinish", True),
    ],
)  # fmt: skip
def test_who_counts_as_somebody_else(manager: str, outside: bool):
    assert writes(meta("web", 0, entry(manager, 1)))[0].outside is outside


def test_what_only_touches_the_status_was_written_by_nobody():
    status = entry("kubectl", 2, "status.replicas")
    sub = entry("kubectl", 3, "status.replicas", subresource="status")
    assert writes(meta("web", 0, status, sub)) == []
    assert by_people(meta("web", 0, entry("tocsin-x", 1)))[0].who == "Tocsin"


def test_a_rollout_says_what_it_changed_who_did_it_and_how_to_go_back():
    found = [revision(1, "web:1", 0), revision(2, "web:2", 30, current=True)]
    people = [entry("kubectl-create", 0, "spec.template"), entry("kubectl-set", 30, "spec.template")]
    workload = {"metadata": meta("web", 0, *people), "spec": spec("web:2")}
    (new,) = newest(
        workload_lines("deployment/web", workload, found, " -n shop"), NOON + timedelta(minutes=1)
    )
    assert new == Line(
        NOON + timedelta(minutes=30), "deployment/web", "revision 2: web web:1 -> web:2", "kubectl-set",
        "/ops rollback deployment/web --to-revision=1 -n shop",
    )  # fmt: skip


def test_a_revision_that_ran_again_is_told_when_it_was_asked_for_and_leads_nowhere_it_is_already():
    found = [revision(2, "web:2", 30), revision(3, "web:1", 0, current=True, first=1)]
    people = [entry("kubectl-create", 0, "spec.template"), entry("tocsin-a", 40, "spec.template")]
    workload = {"metadata": meta("web", 0, *people), "spec": spec("web:1")}
    back, out, made = newest(workload_lines("deployment/web", workload, found), NOON)
    assert (back.what, back.who) == ("revision 3 (as 1 was): web web:2 -> web:1", "Tocsin")
    assert back.back == "/ops rollback deployment/web --to-revision=2"
    assert (out.what, out.who, out.back) == ("revision 2: web web:1 -> web:2", "", "")
    assert made.what == "made with web:1"


def test_what_led_to_no_revision_is_scale_or_something_else():
    scaled = entry("kubectl-scale", 50, "spec.replicas", subresource="scale")
    people = [
        entry("kubectl-create", 0, "spec.template"),
        scaled,
        entry("kubectl-label", 55, "metadata.labels"),
    ]
    workload = {"metadata": meta("web", 0, *people), "spec": spec(replicas=7)}
    found = workload_lines("deployment/web", workload, [revision(1, "web:1", 0, current=True)])
    assert [(one.what, one.who) for one in newest(found, NOON + timedelta(minutes=1))] == [
        ("changed, its pods as before", "kubectl-label"), ("scaled, wants 7 now", "kubectl-scale"),
    ]  # fmt: skip


def test_a_lone_set_that_grows_was_scaled_and_a_pair_is_a_rollout():
    moves = [
        event("Deployment", "web", "ScalingReplicaSet", "Scaled up replica set web-b to 1", 10),
        event("Deployment", "web", "ScalingReplicaSet", "Scaled down replica set web-a to 0", 10.1),
        event("Deployment", "web", "ScalingReplicaSet", "Scaled up replica set web-b to 5", 40),
        event("Deployment", "web", "ScalingReplicaSet", "Scaled up replica set web-b to 6", 50),
    ]
    scaler = event("HorizontalPodAutoscaler", "web", "SuccessfulRescale", "New size: 6", 50)
    known = list(told.rescales([scaler]))
    assert known[0].what == "scaled: New size: 6"
    assert [one.what for one in told.scale_moves(moves, known)] == ["scaled to 5"]


def test_warnings_of_one_workloads_pods_are_one_line():
    pods = [f"web-7c8ffdd9c5-{end}" for end in ("cmzsf", "xhfdr", "44cdv")]
    found = list(told.warnings(event("Pod", pod, "BackOff", "restarting", 5, "Warning", 4) for pod in pods))
    assert [(one.object, one.what) for one in found] == [("3 pods of web", "BackOff x12: restarting")]


def test_nodes_that_go_together_are_one_line_and_their_events_are_not_told_twice():
    def node(name: str, status: str, **more: str) -> JSON:
        ready = {"type": "Ready", "status": status, "lastTransitionTime": stamp(5), **more}
        pressure = {"type": "DiskPressure", "status": "False", "lastTransitionTime": stamp(5)}
        return {"metadata": meta(name, -999), "status": {"conditions": [ready, pressure]}}

    nodes = [node("a", "Unknown"), node("b", "Unknown"), node("c", "True")]
    found = list(told.node_conditions(nodes))
    assert {(one.object, one.what) for one in found} == {("node/a, b", "NotReady"), ("node/c", "Ready again")}
    said = event("Node", "d", "NodeNotReady", "Node d status is now: NodeNotReady", 6)
    fine = event("Node", "d", "NodeHasNoDiskPressure", "fine", 6)
    assert [one.object for one in told.node_events([said, fine], found)] == ["node/d"]


def test_config_maps_of_controllers_and_of_elections_are_nobodys():
    leader = meta("lock", 1, entry("manager", 2))
    leader["annotations"] = {"control-plane.alpha.kubernetes.io/leader": "{}"}
    metas = [
        leader, meta("by-controller", 1, entry("kube-controller-manager", 2)),
        meta("old", -60, entry("kubectl-edit", 3), entry("kubectl-create", -60)),
        meta("new", 1, entry("kubectl-create", 1)),
    ]  # fmt: skip
    found = [(one.object, one.who) for one in touched("configmap", metas, NOON)]
    assert found == [("configmap/old", "kubectl-edit"), ("configmap/new", "kubectl-create")]


def test_the_list_is_drawn_newest_first_with_the_way_back_below():
    lines = [
        Line(NOON, "node/a", "NotReady"),
        Line(NOON + timedelta(hours=1), "deployment/web", "x", "y", "/z"),
    ]
    text = drawn(newest(lines, NOON), NOON).splitlines()
    assert text[0].split() == ["TIME", "(UTC)", "OBJECT", "BY", "WHAT"]
    assert text[1].split() == ["13:00:00", "deployment/web", "y", "x"]
    assert text[2] == "  back: /z"
    assert drawn([], NOON) == ""


def test_a_sketch_keeps_no_value_and_tells_what_changed():
    old, new = (
        sketch(spec("web:1", 2, LEVEL="hunter2hunter2")),
        sketch(spec("web:2", 5, LEVEL="debug", B="1")),
    )
    assert "hunter2" not in str(old)
    said = difference(old, new)
    assert said == ["replicas 2 -> 5", "web web:1 -> web:2", "env of web: +B ~LEVEL"]
    assert not only_replicas(said)
    assert only_replicas(difference(old, sketch(spec("web:1", 3, LEVEL="hunter2hunter2"))))
    assert in_words([]) == "its spec"


def test_config_maps_are_compared_by_version_and_only_people_count():
    before = {
        "edited": meta("edited", 0, entry("kubectl-create", 0)),
        "same": meta("same", 0, entry("kubectl-create", 0)),
        "busy": meta("busy", 0, entry("kubectl-create", 0)),
        "gone": meta("gone", 0, entry("kubectl-create", 0)),
        "anew": meta("anew", 0, entry("kubectl-create", 0), uid="first-uid"),
    }
    after = {
        "edited": meta("edited", 0, entry("kubectl-create", 0), entry("kubectl-edit", 9), version="2"),
        "same": before["same"],
        "busy": meta("busy", 0, entry("kubectl-create", 0), entry("x-controller", 9), version="2"),
        "ours": meta("ours", 9, entry("tocsin-a", 9)),
        "anew": meta("anew", 8, entry("helm", 8), uid="other-uid"),
    }
    marks = {name: _mark(one) for name, one in before.items()}
    found = sorted(compare_maps(marks, after, NOON), key=lambda one: one.object)
    assert [(one.object.partition("/")[2], one.what, one.who) for one in found] == [
        ("anew", "made", "helm"), ("edited", "edited", "kubectl-edit"), ("gone", "deleted", ""),
    ]  # fmt: skip
    assert len({one.key for one in found}) == 3
