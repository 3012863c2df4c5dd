"""What acts by itself: rollouts step by step, histories, pods that break and crash, events, logs."""

import base64
from collections.abc import AsyncIterator

import pytest

from tests.sandbox.test_cluster import APPS, BACKEND, CORE, NS, STRATEGIC, Api, image, standing

REVISION, HISTORY = "deployment.kubernetes.io/revision", "deployment.kubernetes.io/revision-history"
POSTGRES, EXPORTER = f"{APPS}/statefulsets/postgresql", f"{APPS}/daemonsets/node-exporter"


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    async with standing() as made:
        yield made


async def ship(api, path, tag, seconds=10.0):
    """Roll out an image and let it settle."""
    name = path.rpartition("/")[2]
    containers = [{"name": name, "image": f"registry.example/{name}:{tag}"}]
    status, _ = await api.patch(path, {"spec": {"template": {"spec": {"containers": containers}}}}, STRATEGIC)
    assert status == 200
    await api.later(seconds)


def progressing(deployment):
    return next(c for c in deployment["status"]["conditions"] if c["type"] == "Progressing")


async def revisions(api, name="backend"):
    """{revision: (tag, history, replicas)} of a deployment's replica sets."""
    sets = (await api.get(f"{APPS}/replicasets?labelSelector=app%3D{name}"))["items"]
    return {
        int(notes[REVISION]): (image(rs).rpartition(":")[2], notes.get(HISTORY), rs["spec"]["replicas"])
        for rs in sets
        for notes in [rs["metadata"]["annotations"]]
    }


async def test_a_rollout_goes_in_steps_of_a_second_that_never_lack_a_pod(api):
    await ship(api, BACKEND, "813", 0)
    seen = []
    for _ in range(9):
        status = (await api.get(BACKEND))["status"]
        seen.append((status.get("updatedReplicas", 0), status["replicas"]))
        assert status["availableReplicas"] >= 3
        assert status["replicas"] <= 4
        await api.later(0.5)
    assert seen[0] == (1, 4)
    assert seen[-1] == (3, 3)
    assert len(set(seen)) >= 4
    after = await api.get(BACKEND)
    assert after["status"]["observedGeneration"] == after["metadata"]["generation"]
    assert progressing(after)["reason"] == "NewReplicaSetAvailable"


async def test_going_back_makes_the_old_revision_the_newest_and_remembers(api):
    assert await revisions(api) == {1: ("811", None, 0), 2: ("812", None, 3)}
    await ship(api, BACKEND, "811")
    assert await revisions(api) == {2: ("812", None, 0), 3: ("811", "1", 3)}
    await ship(api, BACKEND, "812")
    await ship(api, BACKEND, "811")
    assert await revisions(api) == {4: ("812", "2", 0), 5: ("811", "1,3", 3)}
    assert (await api.get(BACKEND))["metadata"]["annotations"][REVISION] == "5"


async def test_the_history_has_a_limit(api):
    await api.patch(BACKEND, {"spec": {"revisionHistoryLimit": 1}})
    for tag in ("813", "814", "815"):
        await ship(api, BACKEND, tag)
    assert set(await revisions(api)) == {4, 5}


async def test_a_broken_image_never_gets_ready_and_is_late_after_its_deadline(api):
    await ship(api, BACKEND, "broken", 5)
    stuck = await api.get(BACKEND)
    assert (stuck["status"]["availableReplicas"], stuck["status"]["unavailableReplicas"]) == (3, 1)
    assert progressing(stuck)["reason"] == "ReplicaSetUpdated"
    rows = [row for row in await api.table(f"{CORE}/pods?labelSelector=app%3Dbackend") if row[1] == "0/1"]
    assert [(row[2], row[3]) for row in rows] == [("ImagePullBackOff", 0)]
    await api.later(600)
    late = progressing(await api.get(BACKEND))
    assert (late["status"], late["reason"]) == ("False", "ProgressDeadlineExceeded")
    await ship(api, BACKEND, "812")
    assert progressing(await api.get(BACKEND))["reason"] == "NewReplicaSetAvailable"


async def test_a_crashing_container_restarts_ever_more_slowly(api):
    await ship(api, BACKEND, "crash", 2)

    async def restarts():
        pods = (await api.get(f"{CORE}/pods?labelSelector=app%3Dbackend"))["items"]
        (sick,) = [p for p in pods if "crash" in p["spec"]["containers"][0]["image"]]
        state = sick["status"]["containerStatuses"][0]
        assert state["state"]["waiting"]["reason"] == "CrashLoopBackOff"
        assert state["lastState"]["terminated"]["exitCode"] == 1
        return state["restartCount"]

    counts = [await restarts()]
    for pause in (10, 20, 40):
        await api.later(pause)
        counts.append(await restarts())
    assert counts == [1, 2, 3, 4]


async def test_a_paused_deployment_scales_and_does_not_roll(api):
    await api.patch(BACKEND, {"spec": {"paused": True}})
    await ship(api, BACKEND, "813")
    await api.patch(f"{BACKEND}/scale", {"spec": {"replicas": 5}})
    await api.later(3)
    held = await api.get(BACKEND)
    assert await revisions(api) == {1: ("811", None, 0), 2: ("812", None, 5)}
    assert progressing(held)["reason"] == "DeploymentPaused"
    await api.patch(BACKEND, {"spec": {"paused": False}})
    await api.later(10)
    assert (await revisions(api))[3] == ("813", None, 5)


async def test_recreating_ends_the_old_before_the_new(api):
    await api.patch(BACKEND, {"spec": {"strategy": {"type": "Recreate", "rollingUpdate": None}}})
    await ship(api, BACKEND, "813", 0)
    assert (await api.get(BACKEND))["status"].get("availableReplicas", 0) == 0
    await api.later(3)
    assert (await api.get(BACKEND))["status"]["availableReplicas"] == 3


async def test_a_restart_is_another_revision_and_the_same_stamp_again_is_none(api):
    stamp = {"kubectl.kubernetes.io/restartedAt": "2026-01-01T00:00:00Z"}
    change = {"spec": {"template": {"metadata": {"annotations": stamp}}}}
    first = (await api.patch(BACKEND, change, STRATEGIC))[1]["metadata"]["generation"]
    await api.later(10)
    assert (await api.patch(BACKEND, change, STRATEGIC))[1]["metadata"]["generation"] == first
    assert set(await revisions(api)) == {1, 2, 3}


async def test_a_stateful_set_replaces_its_pods_from_the_highest_one_at_a_time(api):
    await api.patch(f"{POSTGRES}/scale", {"spec": {"replicas": 3}})
    await api.later(5)
    assert [r[0] for r in await api.table(f"{CORE}/pods?labelSelector=app%3Dpostgresql")] == [
        "postgresql-0", "postgresql-1", "postgresql-2",
    ]  # fmt: skip
    await ship(api, POSTGRES, "16", 0)
    steps = []
    for _ in range(20):
        pods = (await api.get(f"{CORE}/pods?labelSelector=app%3Dpostgresql"))["items"]
        new = tuple(
            p["metadata"]["name"][-1] for p in pods if p["spec"]["containers"][0]["image"].endswith(":16")
        )
        if new not in steps:
            steps.append(new)
        await api.later(0.5)
    assert steps == [(), ("2",), ("1", "2"), ("0", "1", "2")]
    status = (await api.get(POSTGRES))["status"]
    assert (status["updatedReplicas"], status["readyReplicas"]) == (3, 3)
    assert status["currentRevision"] == status["updateRevision"]


async def test_a_partition_keeps_the_low_numbers_as_they_are(api):
    await api.patch(
        POSTGRES, {"spec": {"replicas": 2, "updateStrategy": {"rollingUpdate": {"partition": 1}}}}
    )
    await api.later(3)
    await ship(api, POSTGRES, "16")
    pods = (await api.get(f"{CORE}/pods?labelSelector=app%3Dpostgresql"))["items"]
    assert [p["spec"]["containers"][0]["image"].rpartition(":")[2] for p in pods] == ["15.4", "16"]
    status = (await api.get(POSTGRES))["status"]
    assert (status["currentReplicas"], status["updatedReplicas"]) == (1, 1)
    assert status["currentRevision"] != status["updateRevision"]


@pytest.mark.parametrize("path", [POSTGRES, EXPORTER])
async def test_the_data_of_a_controller_revision_is_the_patch_that_brings_it_back(api, path):
    name = path.rpartition("/")[2]

    async def history():
        found = await api.get(f"{APPS}/controllerrevisions?labelSelector=app%3D{name}")
        return {r["revision"]: r for r in found["items"]}

    await ship(api, path, "broken" if path == EXPORTER else "16")
    known = await history()
    assert set(known) == {1, 2}
    assert known[1]["data"]["spec"]["template"]["$patch"] == "replace"
    status, _ = await api.patch(path, known[1]["data"], STRATEGIC)
    await api.later(10)
    assert status == 200
    again = await history()
    assert (set(again), again[3]["metadata"]["name"]) == ({2, 3}, known[1]["metadata"]["name"])


async def test_a_daemon_set_has_a_pod_on_every_node_and_replaces_one_after_the_other(api):
    pods = (await api.get(f"{CORE}/pods?labelSelector=app%3Dnode-exporter"))["items"]
    assert {pod["spec"]["nodeName"] for pod in pods} == {"node-a", "node-b"}
    await ship(api, EXPORTER, "broken", 5)
    status = (await api.get(EXPORTER))["status"]
    assert (status["desiredNumberScheduled"], status["updatedNumberScheduled"], status["numberReady"]) == (
        2,
        1,
        1,
    )
    await ship(api, EXPORTER, "1.7")
    status = (await api.get(EXPORTER))["status"]
    assert (status["updatedNumberScheduled"], status["numberAvailable"]) == (2, 2)


async def test_a_cordoned_node_gets_no_new_pods(api):
    assert (await api.patch("/api/v1/nodes/node-a", {"spec": {"unschedulable": True}}, STRATEGIC))[0] == 200
    await ship(api, BACKEND, "813")
    pods = (await api.get(f"{CORE}/pods?labelSelector=app%3Dbackend"))["items"]
    assert {pod["spec"]["nodeName"] for pod in pods} == {"node-b"}
    assert (await api.table("/api/v1/nodes"))[0][1] == "Ready,SchedulingDisabled"


async def test_events_tell_what_happened_and_are_forgotten_after_an_hour(api):
    assert (await api.get(f"{CORE}/events"))["items"] == []
    await ship(api, BACKEND, "broken", 3)
    uid = (await api.get(BACKEND))["metadata"]["uid"]
    chosen = f"involvedObject.kind%3DDeployment,involvedObject.name%3Dbackend,involvedObject.uid%3D{uid}"
    (event,) = (await api.get(f"{CORE}/events?fieldSelector={chosen}"))["items"]
    assert (event["reason"], event["source"]["component"]) == ("ScalingReplicaSet", "deployment-controller")
    assert event["message"].startswith("Scaled up replica set backend-")
    reasons = {e["reason"] for e in (await api.get(f"{CORE}/events"))["items"]}
    assert {"SuccessfulCreate", "Scheduled", "Pulling", "Failed", "BackOff"} <= reasons
    rows = await api.table(f"{CORE}/events?fieldSelector=type%3DWarning")
    assert {row[3].partition("/")[0] for row in rows} == {"pod"}
    await api.later(4000)
    kept = {e["reason"] for e in (await api.get(f"{CORE}/events"))["items"]}
    assert "Scheduled" not in kept


async def test_the_cluster_lives_by_the_sandboxs_clock_at_any_speed(api):
    await ship(api, BACKEND, "813", 0)
    assert (await revisions(api))[3] == ("813", None, 1)
    await api.drive("clock", speed=1000)
    for _ in range(200):
        if (await revisions(api))[3][2] == 3:
            break
    assert (await revisions(api))[3] == ("813", None, 3)


async def log(api, pod="postgresql-0", **query):
    words = "&".join(f"{name}={value}" for name, value in query.items())
    return await api("GET", f"{CORE}/pods/{pod}/log?{words}")


async def test_a_log_is_invented_a_line_a_second_or_written_by_hand(api):
    status, text = await log(api)
    lines = text.splitlines()
    assert (status, len(lines)) == (200, 200)
    assert api.headers["Content-Type"] == "text/plain"
    assert sum("ERROR" in line for line in lines) in (28, 29)
    assert (await log(api, tailLines=2))[1].splitlines() == lines[-2:]
    assert len((await log(api, sinceSeconds=5))[1].splitlines()) == 5
    assert (await log(api, limitBytes=10))[1] == text[:10]
    note = {"metadata": {"annotations": {"tocsin.test/log": "one\ntwo\n"}}}
    await api.patch(f"{CORE}/pods/postgresql-0", note)
    assert await log(api, tailLines=1) == (200, "two\n")
    assert (await log(api, timestamps="true", tailLines=1))[1].endswith("Z two\n")


async def test_a_log_may_be_no_text_at_all(api):
    raw = b"\xff\xfe\x00binary\n"
    note = {"metadata": {"annotations": {"tocsin.test/log-base64": base64.b64encode(raw).decode()}}}
    await api.patch(f"{CORE}/pods/postgresql-0", note)
    address = f"{api.server}{CORE}/pods/postgresql-0/log"
    async with api.session.get(address, headers={"Authorization": "Bearer bot-token"}) as answer:
        assert await answer.read() == raw


async def test_a_log_that_cannot_be_shown_says_why(api):
    two = {"metadata": {"name": "two"}, "spec": {"containers": [{"name": n, "image": "x:1"} for n in "ab"]}}
    await api("POST", f"{CORE}/pods", two)
    assert (await log(api, "two"))[1]["message"] == (
        "a container name must be specified for pod two, choose one of: [a b]"
    )
    assert (await log(api, "two", container="c"))[1]["message"] == "container c is not valid for pod two"
    assert (await log(api, "gone"))[1]["message"] == 'pods "gone" not found'
    status, body = await log(api, "two", container="a")
    assert (status, body["message"]) == (
        400, 'container "a" in pod "two" is waiting to start: ContainerCreating',
    )  # fmt: skip
    await api.later(2)
    assert (await log(api, "two", container="a"))[0] == 200
    assert (await log(api, "two", container="a", previous="true"))[0] == 400
    assert (await log(api, tailLines=-1))[0] == 422
    assert (await log(api, follow="true"))[0] == 501
    await ship(api, BACKEND, "crash", 3)
    pods = (await api.get(f"{CORE}/pods?labelSelector=app%3Dbackend"))["items"]
    (sick,) = [p["metadata"]["name"] for p in pods if "crash" in p["spec"]["containers"][0]["image"]]
    assert await log(api, sick, previous="true") == (200, "starting\nFATAL out of memory\n")


async def test_a_reader_without_the_right_gets_no_log(api):
    role = f"/apis/rbac.authorization.k8s.io/v1/namespaces/{NS}/roles/reader"
    rules = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]
    assert (await api.patch(role, {"rules": rules}))[0] == 200
    status, body = await api("GET", f"{CORE}/pods/postgresql-0/log", token="bob-token")
    assert status == 403
    assert 'cannot get resource "pods/log"' in body["message"]
