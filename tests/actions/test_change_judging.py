"""What needs no cluster: which revision is meant, when a rollout is over, what approvers are warned of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.actions.changing import CHANGES
from bot.actions.changing.answers import against, unreadable
from bot.actions.changing.cautions import kept_elsewhere, loose_images, replacing, unsettled
from bot.actions.changing.drift import moved, reached, told
from bot.actions.changing.neighbours import selects
from bot.actions.changing.rolling import chosen
from bot.actions.changing.rollouts import figures, judge
from bot.actions.changing.subjects import Subject
from bot.actions.revisions import Revision
from bot.domain.action import Health, Request, Risk, Target, by_words
from bot.errors import Permanent, Refused, Temporary
from bot.ports import Resource
from tests.actions.change_objects import workload

NOW = datetime(2026, 3, 1, tzinfo=UTC)
NOBODY: Any = None


def subject(kind: str = "Deployment", status: Any = None, replicas: int = 2, **spec: Any) -> Subject:
    resource = Resource("apps", "v1", kind.lower() + "s", kind, True)
    live = workload(kind.lower(), "web", replicas=replicas, **spec)
    live["metadata"] |= {"uid": "u", "generation": 1}
    live["status"] = {"observedGeneration": 1, **(status or {})}
    return Subject(resource, live, Target("prod", "shop", kind, "web", "u"), NOBODY)


def revision(number: int, image: str, first: int, current: bool = False) -> Revision:
    created, template = NOW + timedelta(seconds=first), {"spec": {"containers": [{"image": image}]}}
    return Revision(number, f"uid-{first}", f"web-{first}", created, template, current, (image,), first)


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet"])
@pytest.mark.parametrize(
    ("kept", "meant"),
    [
        ([revision(1, "a", 1), revision(2, "b", 2, True)], "a"),
        ([revision(1, "a", 1), revision(2, "b", 2), revision(3, "c", 3, True)], "b"),
        ([revision(1, "a", 1), revision(3, "c", 3), revision(4, "b", 2, True)], "a"),
        ([revision(3, "c", 3), revision(4, "b", 2), revision(5, "a", 1, True)], None),
        ([revision(2, "b", 2), revision(3, "a", 1), revision(4, "d", 4, True)], "a"),
        ([revision(2, "b", 2), revision(3, "a", 1), revision(4, "a+", 4), revision(5, "e", 5, True)], "a+"),
        ([revision(3, "a", 1), revision(4, "b", 2, True)], "a"),
        ([revision(1, "a", 1, True)], None),
        ([], None),
    ],
)
def test_the_revision_before_is_the_newest_that_was_there_before_and_not_rolled_back_from(kind, kept, meant):
    if meant is None:
        with pytest.raises(Refused, match="nothing good before"):
            chosen(kept, None, subject(kind))
    else:
        assert chosen(kept, None, subject(kind)).images == (meant,)


DONE = {"replicas": 2, "updatedReplicas": 2, "availableReplicas": 2, "readyReplicas": 2}


@pytest.mark.parametrize(
    ("thing", "done", "word"),
    [
        (subject(status=DONE), True, "rolled out"),
        (subject(status={**DONE, "observedGeneration": 0}), False, "observed"),
        (subject(status={**DONE, "updatedReplicas": 1}), False, "1 out of 2"),
        (subject(status={**DONE, "replicas": 3}), False, "old replicas"),
        (
            subject(status={**DONE, "replicas": 3, "updatedReplicas": 3, "availableReplicas": 3}),
            False,
            "more than",
        ),
        (subject(status={**DONE, "availableReplicas": 1}), False, "available"),
        (subject(status={**DONE, "updatedReplicas": 0}, paused=True), True, "paused"),
        (subject("StatefulSet", {"readyReplicas": 1}), False, "1 pods to be ready"),
        (subject("StatefulSet", DONE, updateStrategy={"type": "OnDelete"}), True, "OnDelete"),
        (
            subject("DaemonSet", {"desiredNumberScheduled": 3, "updatedNumberScheduled": 1}),
            False,
            "1 out of 3",
        ),
    ],
)
def test_a_rollout_is_over_when_kubectl_would_say_so_and_never_waited_for_in_vain(thing, done, word):
    state = judge(thing.kind, thing.live)
    assert (state.done, state.failed) == (done, "")
    assert word in state.said


def test_a_rollout_past_its_deadline_has_failed():
    late = {"conditions": [{"type": "Progressing", "reason": "ProgressDeadlineExceeded"}]}
    assert "progress deadline" in judge("Deployment", subject(status=late).live).failed


def test_the_figures_count_the_restarts_of_all_containers():
    counts = {"containerStatuses": [{"restartCount": 2}], "initContainerStatuses": [{"restartCount": 1}]}
    pods = [{"status": counts}, {"status": {}}]
    assert figures("Deployment", subject(status=DONE).live, pods) == Health(2, 2, 2, 2, 3)
    status = {
        "desiredNumberScheduled": 3,
        "numberReady": 2,
        "updatedNumberScheduled": 1,
        "numberAvailable": 2,
    }
    assert figures("DaemonSet", subject("DaemonSet", status).live, []) == Health(3, 2, 1, 2)


FOUR = {"desiredNumberScheduled": 4}


def rolling(surge: Any, missing: Any) -> dict[str, Any]:
    return {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": surge, "maxUnavailable": missing}}


@pytest.mark.parametrize(
    ("thing", "word"),
    [
        (subject(strategy=rolling("25%", "25%")), "at most 0 of 2 pods may be missing and 1 more"),
        (subject(replicas=8, strategy=rolling(0, "30%")), "at most 2 of 8"),
        (subject(strategy=rolling(0, "30%")), "at most 1 of 2"),
        (subject(strategy={"type": "Recreate"}), "all 2 pods end"),
        (subject(replicas=1), "single replica"),
        (subject(replicas=0), "no pods"),
        (subject("StatefulSet", podManagementPolicy="OrderedReady"), "one by one"),
        (subject("StatefulSet", updateStrategy={"rollingUpdate": {"partition": 1}}), "Partition 1"),
        (subject("DaemonSet", FOUR), "at most 1 of 4 pods may be missing and 0 more"),
        (subject("DaemonSet", FOUR, updateStrategy={"type": "OnDelete"}), "OnDelete"),
    ],
)  # fmt: skip
def test_an_approver_is_told_how_pods_are_replaced(thing, word):
    assert word in " ".join(replacing(thing))


def test_an_approver_is_told_of_a_rollout_under_way_and_of_loose_images():
    assert "1 out of 2" in " ".join(unsettled(subject(status={**DONE, "updatedReplicas": 1})))
    assert list(unsettled(subject(status=DONE))) == []
    assert list(loose_images(subject())) == []
    for image in ("web", "registry:5000/web", "web:latest"):
        loose = subject()
        loose.live["spec"]["template"]["spec"]["containers"][0]["image"] = image
        assert "no fixed tag" in " ".join(loose_images(loose))


def test_who_else_keeps_an_object_is_read_off_its_marks():
    assert list(kept_elsewhere({"metadata": {"labels": {"app": "web"}}})) == []
    assert "Argo" in " ".join(
        kept_elsewhere({"metadata": {"managedFields": [{"manager": "argocd-controller"}]}})
    )
    assert "Flux" in " ".join(kept_elsewhere({"metadata": {"labels": {"helm.toolkit.fluxcd.io/name": "x"}}}))


@pytest.mark.parametrize(
    ("selector", "fits"),
    [
        (None, False),
        ({}, True),
        ({"matchLabels": {"app": "web"}}, True),
        ({"matchLabels": {"app": "db"}}, False),
        ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["web", "x"]}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["web"]}]}, False),
        ({"matchExpressions": [{"key": "app", "operator": "Exists"}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}, False),
    ],
)
def test_a_disruption_budget_is_found_by_its_selector(selector, fits):
    assert selects(selector, {"app": "web", "tier": "front"}) is fits


def frozen(path: str, old: Any, *ops: Any) -> Request:
    tests = [
        {"op": "test", "path": "/metadata/uid", "value": "u"},
        {"op": "test", "path": path, "value": old},
    ]
    return Request("PATCH", "/x", [*tests, *ops], "application/json-patch+json")


def test_what_stands_as_wanted_is_recognised_whatever_the_server_spells():
    request = frozen(
        "/spec/template", {"c": [{"cpu": "1", "gone": 1}]},
        {"op": "replace", "path": "/spec/template/c/0/cpu", "value": "0.5"},
        {"op": "remove", "path": "/spec/template/c/0/gone"},
    )  # fmt: skip
    assert reached({"spec": {"template": {"c": [{"cpu": "500m"}]}}}, request)
    assert not reached({"spec": {"template": {"c": [{"cpu": "500m", "gone": 1}]}}}, request)
    scale = frozen("/spec/replicas", 3, {"op": "replace", "path": "/spec/replicas", "value": 0})
    assert reached({"spec": {}}, scale)
    assert not reached({"spec": {"replicas": 3}}, scale)
    assert reached(
        {"data": {"a": "1"}}, frozen("/data/a", None, {"op": "add", "path": "/data/a", "value": "1"})
    )


def test_what_moved_is_told_with_who_wrote_last_and_never_with_a_secret():
    live = {
        "kind": "Secret",
        "metadata": {"uid": "u", "managedFields": [
            {"manager": "kubelet", "time": "2026-03-01T10:00:09Z", "fieldsV1": {"f:status": {}}},
            {"manager": "carol", "time": "2026-03-01T10:00:05Z", "fieldsV1": {"f:data": {}}},
        ]},
        "data": {"k": "bmV3LXNlY3JldA=="},
    }  # fmt: skip
    target = Target("prod", "shop", "Secret", "s", "u")
    parts = moved(live, frozen("/data/k", "b2xkLXNlY3JldA=="), target)
    said = told(live, parts, target)
    assert said == (
        "secret/s is not what was previewed: data.k *** (before) -> *** (after). "
        "Last written by carol at 2026-03-01T10:00:05Z."
    )
    assert moved(None, frozen("/data/k", ""), target) == ["it was deleted"]
    assert "made again" in moved(live, frozen("/data/k", ""), replace(target, uid="other"))[0]


def test_what_a_server_quotes_of_an_object_is_not_repeated():
    whole = r"""The cluster prod: "" is invalid: patch: Invalid value: "{\"env\":\"hunter2\"}": json"""
    assert "hunter2" not in (said := against(Permanent(whole, "Invalid"), "deployment/web", False))
    assert "is invalid: patch" in said
    part = 'Invalid value: "map[spec:map[PASSWORD:hunter2]]": cannot restore struct from: string'
    said = against(Permanent(part, "Invalid"), "deployment/web", False)
    assert said == "Invalid value: (the patch): cannot restore struct from: string"
    types = Temporary("list element types are not identical: [[map[name:KEY value:hunter2]] [x]]")
    assert "hunter2" not in unreadable(types)
    assert unreadable(Temporary("etcdserver: request timed out")) == ""


def test_every_change_is_declared_once_and_found_by_kubectls_words():
    specs = [action.spec for action in CHANGES]
    found = by_words(specs)
    assert len(found) == sum(len(spec.words) for spec in specs)
    for words in ("rollout undo", "undo", "rollout restart", "scale", "set image", "set env", "patch"):
        assert tuple(words.split()) in found
    assert all(action.plan and action.watch and not action.read for action in CHANGES)
    assert {spec.name for spec in specs if spec.risk is Risk.DANGER} == {
        "patch", "delete", "drain", "create-namespace",
    }  # fmt: skip
