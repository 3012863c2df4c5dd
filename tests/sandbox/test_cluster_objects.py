"""Objects over HTTP: created with defaults, listed, drawn as tables, judged, updated, deleted."""

import base64
from collections.abc import AsyncIterator

import pytest

from tests.sandbox.test_cluster import APPS, BACKEND, CORE, MERGE, NS, TABLE, Api, standing


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    async with standing() as made:
        yield made


def workload(name="web", image="web:1", **spec):
    labels = {"app": name}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": name, "image": image}]}}
    body = {"selector": {"matchLabels": labels}, "template": template, **spec}
    return {"metadata": {"name": name}, "spec": body}


async def test_a_deployment_gets_what_nobody_wrote(api):
    status, made = await api("POST", f"{APPS}/deployments", workload())
    spec = made["spec"]
    assert (status, made["metadata"]["generation"], made["status"]) == (201, 1, {})
    assert spec["strategy"] == {
        "type": "RollingUpdate",
        "rollingUpdate": {"maxUnavailable": "25%", "maxSurge": "25%"},
    }
    assert (spec["replicas"], spec["revisionHistoryLimit"], spec["progressDeadlineSeconds"]) == (1, 10, 600)
    assert spec["template"] == {
        "metadata": {"creationTimestamp": None, "labels": {"app": "web"}},
        "spec": {
            "containers": [
                {
                    "name": "web", "image": "web:1", "resources": {}, "imagePullPolicy": "IfNotPresent",
                    "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File",
                }
            ],
            "restartPolicy": "Always", "terminationGracePeriodSeconds": 30, "dnsPolicy": "ClusterFirst",
            "securityContext": {}, "schedulerName": "default-scheduler",
        },
    }  # fmt: skip


async def test_amounts_get_their_one_spelling_and_untagged_images_are_always_pulled(api):
    body = workload(image="web")
    body["spec"]["template"]["spec"]["containers"][0]["resources"] = {
        "limits": {"cpu": "1000m", "memory": "0.5Gi"}
    }
    container = (await api("POST", f"{APPS}/deployments", body))[1]["spec"]["template"]["spec"]["containers"][
        0
    ]
    assert container["resources"] == {"limits": {"cpu": "1", "memory": "512Mi"}}
    assert container["imagePullPolicy"] == "Always"


async def test_unknown_fields_go_without_a_word_and_wrong_types_do_not(api):
    body = workload(replicass=5)
    status, made = await api("POST", f"{APPS}/deployments?dryRun=All", body)
    assert (status, "replicass" in made["spec"]) == (201, False)
    status, body = await api("POST", f"{APPS}/deployments", workload(replicas="five"))
    assert (status, body["reason"]) == (400, "BadRequest")
    assert body["message"].startswith('Deployment in version "v1" cannot be handled as a Deployment: ')


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"replicas": -1}, "spec.replicas", "Invalid value: -1: must be greater than or equal to 0"),
        ({"selector": {"matchLabels": {"app": "x"}}}, "spec.template.metadata.labels",
         'Invalid value: map[string]string{"app":"web"}: `selector` does not match template `labels`'),
        ({"template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "web"}]}}},
         "spec.template.spec.containers[0].image", "Required value"),
        ({"strategy": {"type": "Recreate", "rollingUpdate": {}}}, "spec.strategy.rollingUpdate",
         "Forbidden: may not be specified when strategy `type` is 'Recreate'"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_said_field_by_field(api, change, field, said):
    status, body = await api("POST", f"{APPS}/deployments", workload(**change))
    assert (status, body["reason"]) == (422, "Invalid")
    assert {"field": field, "message": said} == {
        k: v for k, v in body["details"]["causes"][0].items() if k != "reason"
    }
    assert body["message"] == f'Deployment.apps "web" is invalid: {field}: {said}'


async def test_names_are_judged_and_may_be_made_up(api):
    status, body = await api("POST", f"{CORE}/configmaps", {"metadata": {"name": "A_b"}})
    assert status == 422
    assert "a lowercase RFC 1123 subdomain must consist of" in body["message"]
    status, made = await api("POST", f"{CORE}/configmaps", {"metadata": {"generateName": "notes-"}})
    assert (status, made["metadata"]["name"][:6], len(made["metadata"]["name"])) == (201, "notes-", 11)
    status, body = await api("POST", f"{CORE}/configmaps", {"metadata": {}})
    assert body["details"]["causes"][0]["message"] == "Required value: name or generateName is required"


async def test_an_object_is_created_once_and_in_a_namespace_that_is_there(api):
    assert (await api("POST", f"{APPS}/deployments", workload("backend")))[1]["reason"] == "AlreadyExists"
    status, body = await api("POST", "/api/v1/namespaces/nowhere/configmaps", {"metadata": {"name": "x"}})
    assert (status, body["message"]) == (404, 'namespaces "nowhere" not found')
    mismatch = {"metadata": {"name": "x", "namespace": "default"}}
    assert (await api("POST", f"{CORE}/configmaps", mismatch))[0] == 400


async def test_a_dry_run_makes_nothing(api):
    status, made = await api("POST", f"{CORE}/configmaps?dryRun=All", {"metadata": {"name": "x"}})
    assert (status, "uid" in made["metadata"], "resourceVersion" in made["metadata"]) == (201, True, False)
    assert (await api("GET", f"{CORE}/configmaps/x"))[0] == 404
    status, body = await api("POST", f"{CORE}/configmaps?dryRun=Some", {"metadata": {"name": "x"}})
    assert (status, body["details"]["causes"][0]["reason"]) == (422, "FieldValueNotSupported")


async def test_yaml_goes_in_and_comes_out(api):
    body = b"metadata:\n  name: x\ndata:\n  a: b\n"
    assert (await api("POST", f"{CORE}/configmaps", body, "application/yaml"))[0] == 201
    text = await api.get(f"{CORE}/configmaps/x", headers=[("Accept", "application/yaml")])
    assert "data:\n  a: b\n" in text
    assert (await api("GET", f"{CORE}/configmaps", headers=[("Accept", "text/plain")]))[0] == 406
    assert (await api("POST", f"{CORE}/configmaps", b"x", "application/x-other"))[0] == 415


async def test_plain_secrets_are_kept_encoded(api):
    body = {"metadata": {"name": "s"}, "stringData": {"a": "b"}}
    made = (await api("POST", f"{CORE}/secrets", body))[1]
    assert (made["data"], made["type"]) == ({"a": base64.b64encode(b"b").decode()}, "Opaque")
    assert (await api("POST", f"{CORE}/secrets", {"metadata": {"name": "t"}, "data": {"a": "***"}}))[0] == 400


async def test_put_minds_the_version_and_keeps_it_when_nothing_changes(api):
    path = f"{CORE}/configmaps/backend-settings"
    there = await api.get(path)
    there["data"]["LOG_LEVEL"] = "debug"
    status, after = await api("PUT", path, there)
    assert (status, after["data"]["LOG_LEVEL"]) == (200, "debug")
    status, body = await api("PUT", path, there)
    assert (status, body["reason"]) == (409, "Conflict")
    assert body["message"].startswith(
        'Operation cannot be fulfilled on configmaps "backend-settings": the object'
    )
    same = (await api("PUT", path, after))[1]["metadata"]["resourceVersion"]
    assert same == after["metadata"]["resourceVersion"]
    assert (await api("PUT", path, {"metadata": {"name": "other"}}))[0] == 400
    assert (await api("PUT", f"{CORE}/configmaps/none", {"metadata": {"name": "none"}}))[0] == 404


async def test_the_status_is_written_apart(api):
    change = {"spec": {"replicas": 9}, "status": {"replicas": 77}}
    spoken = (await api.patch(BACKEND, change))[1]
    assert (spoken["spec"]["replicas"], spoken["status"]["replicas"]) == (9, 3)
    told = (
        await api.patch(f"{BACKEND}/status?dryRun=All", {"spec": {"replicas": 1}, "status": {"replicas": 5}})
    )[1]
    assert (told["spec"]["replicas"], told["status"]["replicas"]) == (9, 5)


async def test_who_wrote_is_noted_and_no_more_than_ten(api):
    for i in range(12):
        await api.later(1)
        await api.patch(f"{CORE}/configmaps/backend-settings?fieldManager=m{i}", {"data": {"i": str(i)}})
    managers = (await api.get(f"{CORE}/configmaps/backend-settings"))["metadata"]["managedFields"]
    assert len(managers) == 10
    assert managers[0]["manager"] == "ancient-changes"
    assert managers[-1].items() >= {"manager": "m11", "operation": "Update", "apiVersion": "v1"}.items()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("labelSelector=app%3Dpostgresql", ["postgresql-0"]),
        ("labelSelector=app+in+(postgresql,x),statefulset.kubernetes.io/pod-name", ["postgresql-0"]),
        ("labelSelector=app+notin+(backend,frontend,node-exporter)", ["postgresql-0"]),
        ("labelSelector=!app", []),
        ("fieldSelector=metadata.name%3Dpostgresql-0", ["postgresql-0"]),
        ("fieldSelector=status.phase!%3DRunning", []),
        ("fieldSelector=spec.nodeName%3Dnode-b&labelSelector=app%3Dpostgresql", ["postgresql-0"]),
    ],
)
async def test_lists_are_selected_by_labels_and_fields(api, query, names):
    for path in (f"{CORE}/pods", "/api/v1/pods"):
        found = await api.get(f"{path}?{query}")
        assert [pod["metadata"]["name"] for pod in found["items"]] == names
        assert (found["kind"], all("kind" not in pod for pod in found["items"])) == ("PodList", True)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            "labelSelector=a+b",
            "unable to parse requirement: found 'b', expected: '=', '!=', '==', 'in', notin'",
        ),
        ("fieldSelector=spec.color%3Dred", "field label not supported: spec.color"),
        ("limit=x", 'strconv.ParseInt: parsing "x": invalid syntax'),
    ],
)
async def test_a_selection_that_makes_no_sense_is_refused(api, query, said):
    status, body = await api("GET", f"{CORE}/pods?{query}")
    assert (status, body["message"]) == (400, said)


async def test_long_lists_come_in_pages(api):
    seen, more = [], ""
    while True:
        page = await api.get(f"{CORE}/pods?limit=3&continue={more}")
        seen += [pod["metadata"]["name"] for pod in page["items"]]
        more = page["metadata"].get("continue")
        if not more:
            break
        assert len(page["items"]) == 3
        assert page["metadata"]["remainingItemCount"] == 8 - len(seen)
    assert seen == [pod["metadata"]["name"] for pod in (await api.get(f"{CORE}/pods"))["items"]]
    assert (await api("GET", f"{CORE}/pods?limit=3&continue=zz"))[0] == 400


async def test_a_table_has_the_real_columns_and_as_much_of_the_object_as_asked(api):
    shown = await api.get(f"{CORE}/pods?limit=1", headers=[("Accept", TABLE)])
    assert [(c["name"], c["priority"]) for c in shown["columnDefinitions"]] == [
        ("Name", 0), ("Ready", 0), ("Status", 0), ("Restarts", 0), ("Age", 0),
        ("IP", 1), ("Node", 1), ("Nominated Node", 1), ("Readiness Gates", 1),
    ]  # fmt: skip
    (row,) = shown["rows"]
    assert (row["object"]["kind"], set(row["object"])) == (
        "PartialObjectMetadata", {"kind", "apiVersion", "metadata"},
    )  # fmt: skip
    for include, keys in (("Object", {"spec", "status"}), ("None", set())):
        shown = await api.get(
            f"{CORE}/pods/postgresql-0?includeObject={include}", headers=[("Accept", TABLE)]
        )
        assert keys <= set(shown["rows"][0]["object"] or {})
    assert (await api("GET", f"{CORE}/pods?includeObject=All", headers=[("Accept", TABLE)]))[0] == 400


@pytest.mark.parametrize(
    ("path", "cells"),
    [
        (f"{APPS}/statefulsets",
         ["postgresql", "1/1", "2d", "postgresql", "registry.example/postgresql:15.4"]),
        (f"{APPS}/daemonsets", ["node-exporter", 2, 2, 2, 2, 2, "<none>", "2d", "node-exporter",
                                "registry.example/node-exporter:1.6.1", "app=node-exporter"]),
        ("/api/v1/nodes", ["node-a", "Ready", "<none>", "3d", "v1.20.2", "10.0.1.1", "<none>",
                           "Debian GNU/Linux", "5.10.0", "containerd://1.4.3"]),
        (f"{CORE}/services", ["backend", "ClusterIP", "10.0.0.2", "<none>", "8080/TCP", "2d", "app=backend"]),
        (f"{CORE}/secrets", ["backend-database", "Opaque", 2, "2d"]),
        (f"{CORE}/configmaps", ["backend-settings", 3, "2d"]),
        (f"/apis/autoscaling/v1/namespaces/{NS}/horizontalpodautoscalers",
         ["backend", "Deployment/backend", "41%/80%", "2", 6, 3, "2d"]),
        (f"/api/v1/namespaces/{NS}", [NS, "Active", "2d"]),
        (f"/apis/metrics.k8s.io/v1beta1/namespaces/{NS}/pods/postgresql-0", ["postgresql-0", "0s"]),
    ],
)  # fmt: skip
async def test_each_kind_is_drawn_its_own_way(api, path, cells):
    assert (await api.table(path))[0] == cells


async def test_metrics_are_of_what_runs(api):
    pods = await api.get(f"/apis/metrics.k8s.io/v1beta1/namespaces/{NS}/pods?labelSelector=app%3Dpostgresql")
    assert pods["items"][0]["containers"] == [
        {"name": "postgresql", "usage": {"cpu": "250m", "memory": "180Mi"}}
    ]
    nodes = (await api.get("/apis/metrics.k8s.io/v1beta1/nodes"))["items"]
    assert [node["metadata"]["name"] for node in nodes] == ["node-a", "node-b"]
    await api("POST", f"{APPS}/deployments", workload())
    young = await api.get(f"/apis/metrics.k8s.io/v1beta1/namespaces/{NS}/pods?labelSelector=app%3Dweb")
    assert young["items"] == []


async def test_a_delete_minds_its_preconditions_and_the_dry_run_in_its_body(api):
    path = f"{CORE}/configmaps/backend-settings"
    uid = (await api.get(path))["metadata"]["uid"]
    status, body = await api("DELETE", path, {"preconditions": {"uid": "other"}})
    assert (status, body["reason"], "does not match the UID in record" in body["message"]) == (
        409,
        "Conflict",
        True,
    )
    for dry in (await api("DELETE", path, {"dryRun": ["All"]}), await api("DELETE", f"{path}?dryRun=All")):
        assert (dry[0], dry[1]["status"]) == (200, "Success")
    assert (await api("GET", path))[0] == 200
    status, body = await api("DELETE", path, {"preconditions": {"uid": uid}})
    assert body["details"] == {"name": "backend-settings", "kind": "configmaps", "uid": uid}
    assert (await api("DELETE", path))[0] == 404


async def test_with_a_body_a_delete_ignores_the_dry_run_of_its_query(api):
    path = f"{CORE}/configmaps/backend-settings"
    await api("DELETE", f"{path}?dryRun=All", {"preconditions": {}})
    assert (await api("GET", path))[0] == 404


async def test_a_pod_takes_its_time_to_go_and_is_answered_whole(api):
    path = f"{CORE}/pods/postgresql-0"
    status, pod = await api("DELETE", path, {"dryRun": ["All"]})
    assert (status, pod["kind"], "deletionTimestamp" in pod["metadata"]) == (200, "Pod", True)
    assert "deletionTimestamp" not in (await api.get(path))["metadata"]
    uid = (await api("DELETE", path))[1]["metadata"]["uid"]
    assert (await api.table(f"{path}"))[0][2] == "Terminating"
    await api.later(3)
    again = await api.get(path)
    assert (again["metadata"]["uid"] != uid, again["status"]["phase"]) == (True, "Running")


async def test_what_a_deployment_owns_goes_with_it_unless_it_is_orphaned(api):
    await api("DELETE", BACKEND)
    await api("DELETE", f"{APPS}/deployments/frontend", {"propagationPolicy": "Orphan"})
    await api.later(2)
    left = (await api.get(f"{CORE}/pods?labelSelector=app+in+(backend,frontend)"))["items"]
    assert {pod["metadata"]["labels"]["app"] for pod in left} == {"frontend"}
    sets = (await api.get(f"{APPS}/replicasets"))["items"]
    assert [("ownerReferences" in rs["metadata"]) for rs in sets] == [False]
    _, going = await api("DELETE", f"{APPS}/statefulsets/postgresql", {"propagationPolicy": "Foreground"})
    assert going["metadata"]["finalizers"] == ["foregroundDeletion"]
    await api.later(2)
    assert (await api("GET", f"{APPS}/statefulsets/postgresql"))[0] == 404


async def test_a_namespace_ends_with_everything_in_it(api):
    status, body = await api("DELETE", f"/api/v1/namespaces/{NS}")
    assert (status, body["status"]["phase"]) == (200, "Terminating")
    status, body = await api("POST", f"{CORE}/configmaps", {"metadata": {"name": "late"}})
    assert (status, body["details"]["causes"][0]["reason"]) == (403, "NamespaceTerminating")
    await api.later(3)
    assert (await api("GET", f"/api/v1/namespaces/{NS}"))[0] == 404
    assert (await api.get("/api/v1/pods"))["items"] == []


async def test_a_whole_collection_can_go(api):
    status, body = await api("DELETE", f"{CORE}/configmaps")
    assert (status, body["kind"], len(body["items"])) == (200, "ConfigMapList", 1)
    assert (await api.get(f"{CORE}/configmaps"))["items"] == []
    assert (await api("DELETE", f"{CORE}/services"))[0] == 405


async def test_endpoints_and_budgets_follow_the_pods(api):
    budget = {
        "metadata": {"name": "b"},
        "spec": {"minAvailable": 2, "selector": {"matchLabels": {"app": "backend"}}},
    }
    await api("POST", f"/apis/policy/v1beta1/namespaces/{NS}/poddisruptionbudgets", budget)
    status = (await api.get(f"/apis/policy/v1beta1/namespaces/{NS}/poddisruptionbudgets/b"))["status"]
    assert status["disruptionsAllowed"] == 1
    (subset,) = (await api.get(f"{CORE}/endpoints/backend"))["subsets"]
    assert (len(subset["addresses"]), subset["ports"]) == (3, [{"port": 8080, "protocol": "TCP"}])
    await api.patch(f"{BACKEND}/scale", {"spec": {"replicas": 0}}, MERGE)
    assert "subsets" not in await api.get(f"{CORE}/endpoints/backend")
