"""Patch beside kubectl, on a real control plane: three types, and what a cluster drops or refuses."""

from __future__ import annotations

import json

import pytest

from bot.errors import Refused
from tests.actions.change_objects import with_containers, workload

pytestmark = pytest.mark.cluster

WEB = ["deployment/web"]


def config(name, **data):
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}


async def pair(ground):
    for name in ("web", "theirs"):
        main = {"name": "main", "image": "web:1", "env": [{"name": "A", "value": "1"}]}
        await ground.make(
            with_containers(workload("deployment", name), main, {"name": "side", "image": "s:1"})
        )


async def same_spec(ground):
    ours, theirs = await ground.seen("deployment/web"), await ground.seen("deployment/theirs")
    for one in (ours, theirs):
        one["spec"]["template"]["metadata"]["labels"].pop("app")
        one["spec"].pop("selector")
    assert ours["spec"] == theirs["spec"]


MEMORY = {"resources": {"limits": {"memory": "4Gi"}}}


@pytest.mark.parametrize(
    ("kind", "patch"),
    [
        ("strategic", {"spec": {"template": {"spec": {"containers": [{"name": "side", **MEMORY}]}}}}),
        ("merge", {"spec": {"template": {"spec": {"containers": [{"name": "main", "image": "web:2"}]}}}}),
        ("merge", {"spec": {"paused": True, "minReadySeconds": 3}}),
        (
            "json",
            [
                {"op": "test", "path": "/spec/replicas", "value": 2},
                {
                    "op": "add",
                    "path": "/spec/template/spec/containers/0/env/0",
                    "value": {"name": "Z", "value": "0"},
                },
                {
                    "op": "move",
                    "from": "/spec/template/spec/containers/1/image",
                    "path": "/metadata/annotations/x~1y",
                },
                {
                    "op": "copy",
                    "from": "/metadata/annotations/x~1y",
                    "path": "/spec/template/spec/containers/1/image",
                },
            ],
        ),
    ],
)
async def test_a_patch_does_what_kubectl_patch_does(ground, kind, patch):
    await pair(ground)
    for name in ("web", "theirs"):
        await ground.kubectl("annotate", f"deployment/{name}", "here=1")
    draft = await ground.change("patch", object=WEB, patch=patch, type=kind)
    await ground.kubectl("patch", "deployment/theirs", "--type", kind, "-p", json.dumps(patch))
    await same_spec(ground)
    assert draft.plan.risk == "danger"
    assert draft.plan.dropped == ()


async def test_a_merge_patch_shows_the_siblings_that_it_would_wipe(ground):
    await pair(ground)
    patch = {"spec": {"template": {"spec": {"containers": [{"name": "main", "image": "web:2"}]}}}}
    draft = await ground.plan("patch", object=WEB, patch=patch, type="merge")
    assert "-        - name: A" in draft.plan.diff
    assert "-      - name: side" in draft.plan.diff


async def test_a_field_that_the_cluster_drops_is_said_and_one_alone_is_refused(ground):
    await ground.make(workload("deployment", "web"))
    await ground.kubectl("autoscale", "deployment/web", "--min=2", "--max=6")
    # As autoscaling/v1 has it; a newer cluster keeps metrics, so what it never keeps stands beside them.
    patch = {"spec": {"minReplicas": 3, "targetMemoryUtilizationPercentage": 80}}
    try:
        draft = await ground.plan("patch", object=["hpa/web"], patch=patch)
    except Refused as refused:
        assert "targetMemoryUtilizationPercentage" in str(refused)  # strict validation, from 1.25 on
        return
    assert draft.plan.dropped == ("The cluster does not keep spec.targetMemoryUtilizationPercentage.",)
    assert "minReplicas" in draft.plan.title
    assert not draft.plan.watched
    del patch["spec"]["minReplicas"]
    with pytest.raises(Refused, match=r"Nothing would change.*does not keep spec\.targetMemory"):
        await ground.plan("patch", object=["hpa/web"], patch=patch)


async def test_what_is_outside_the_template_goes_back_by_its_old_values(ground):
    await ground.make(config("conf", a="1", **{"app.yaml": "x: 1\ny: 2\n"}))
    patch = {"data": {"a": "2", "b": "new", "app.yaml": None}, "metadata": {"labels": {"tier": "web"}}}
    draft = await ground.change("patch", object=["configmap", "conf"], patch=patch, type="merge")
    assert draft.plan.undo_title == "Put back the old values of configmap/conf"
    assert (await ground.seen("configmap/conf"))["data"] == {"a": "2", "b": "new"}
    await ground.change("patch", **draft.plan.undo.args)
    found = await ground.seen("configmap/conf")
    assert found["data"] == {"a": "1", "app.yaml": "x: 1\ny: 2\n"}
    assert "labels" not in found["metadata"]


async def test_an_undo_that_would_hold_a_secret_is_not_made(ground):
    await ground.make(config("conf", password="hunter2-old", a="1"))
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "s"},
        "stringData": {"k": "hunter2-old"},
    }
    await ground.make(secret)
    for title, patch in (
        ("configmap/conf", {"data": {"password": "hunter2-new"}}),
        ("secret/s", {"stringData": {"k": "hunter2-new"}}),
    ):
        draft = await ground.plan("patch", object=[title], patch=patch, type="merge")
        assert draft.plan.undo is None
        assert any("no undo" in warning for warning in draft.plan.warnings)
        assert "(after)" in draft.plan.diff
        assert "hunter2" not in repr(draft.plan)
        assert draft.plan.dropped == ()
    draft = await ground.plan("patch", object=["configmap/conf"], patch={"data": {"a": "2"}}, type="merge")
    assert draft.plan.undo is not None


async def test_ingresses_networkpolicies_and_claims_are_patched_too(ground):
    claim = {
        "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "disk"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    }  # fmt: skip
    rule = {"host": "a.example", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": {
        "service": {"name": "web", "port": {"number": 80}}}}]}}  # fmt: skip
    network = "networking.k8s.io/v1"
    await ground.make(
        claim,
        {"apiVersion": network, "kind": "Ingress", "metadata": {"name": "web"}, "spec": {"rules": [rule]}},
        {
            "apiVersion": network,
            "kind": "NetworkPolicy",
            "metadata": {"name": "deny"},
            "spec": {"podSelector": {}},
        },
    )
    moved = {"spec": {"rules": [{**rule, "host": "b.example"}]}}
    draft = await ground.change("patch", object=["ingress/web"], patch=moved)
    assert "+  - host: b.example" in draft.plan.diff
    await ground.change(
        "patch", object=["netpol", "deny"], patch={"spec": {"policyTypes": ["Ingress", "Egress"]}}
    )
    larger = {"spec": {"resources": {"requests": {"storage": "2Gi"}}}}
    with pytest.raises(Refused, match=r"only dynamically provisioned|immutable"):
        await ground.plan("patch", object=["pvc/disk"], patch=larger)
    # A control plane without its PVC controller would keep the claim, and with it the namespace, for ever.
    await ground.kubectl("patch", "pvc/disk", "--type=merge", "-p", '{"metadata":{"finalizers":null}}')


@pytest.mark.parametrize(
    ("words", "patch", "kind", "why"),
    [
        (WEB, {"spec": {"replicas": "many"}}, "strategic", "replicas|unmarshal|int32"),
        (WEB, {"spec": {"selector": {"matchLabels": {"app": "other"}}}}, "merge", "immutable|selector"),
        (WEB, {"metadata": {"name": "other"}}, "merge", "name"),
        (
            WEB,
            {"spec": {"template": {"spec": {"containers": [{"image": "x"}]}}}},
            "strategic",
            "lacks its `name`",
        ),
        (WEB, {"spec": {"template": {"spec": {"containers": ["x"]}}}}, "strategic", "items of a list"),
        (WEB, [{"op": "remove", "path": "/metadata"}], "json", "another object"),
        (WEB, [{"op": "replace", "path": "", "value": "x"}], "json", "another object"),
        (WEB, [{"op": "replace", "path": "/metadata/uid", "value": "x"}], "json", "another object"),
        (WEB, [{"op": "replace", "path": "/spec/nothing", "value": 1}], "json", "nothing at /spec/nothing"),
        (WEB, [{"op": "test", "path": "/spec/replicas", "value": 9}], "json", "tests /spec/replicas"),
        (WEB, {"spec": {"replicas": 2}}, "merge", "is that way already"),
        (WEB, {"spec": {"replicas": 3}}, "json", "is a list"),
        (["namespace/default"], {"metadata": {"labels": {"a": "b"}}}, "merge", "belongs to no namespace"),
        (["unicorn/web"], {"spec": {}}, "merge", "unicorn"),
        (["deployment/gone"], {"spec": {"replicas": 2}}, "merge", "gone"),
    ],
)
async def test_a_patch_that_cannot_be_is_refused_in_words(ground, words, patch, kind, why):
    await ground.make(workload("deployment", "web"))
    with pytest.raises(Refused, match=why):
        await ground.plan("patch", object=words, patch=patch, type=kind)
