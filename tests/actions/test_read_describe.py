"""`describe` against a control plane: whether what kubectl tells, and an engineer needs, is there."""

from __future__ import annotations

import pytest

from bot.errors import Permanent
from tests.actions.read_bench import SECRET, Bench


async def test_describe_a_pod_holds_what_a_tired_engineer_needs(bench: Bench):
    pods = (await bench.kubectl("get", "pods", "-l", "app=web", "-o", "name")).split()
    found = await bench.read("describe", resources=["pod", pods[0].partition("/")[2]])
    theirs = await bench.kubectl("describe", pods[0])
    for line in (
        "Image:",
        "Limits:",
        "cpu:",
        "memory:",
        "Readiness:",
        "Controlled By:",
        "Restart Count:",
        "Ready:",
    ):
        assert line in theirs
        assert line in found.text
    controlled = next(line.split() for line in theirs.splitlines() if line.startswith("Controlled By:"))
    assert controlled[-1] in found.text
    assert "nginx:1.25" in found.text
    assert SECRET not in found.text
    assert "DB_PASSWORD:" in found.text
    assert found.masked
    at = found.text.splitlines().index("    Limits:")
    assert [line.split() for line in found.text.splitlines()[at + 1 : at + 3]] == [
        ["cpu:", "500m"],
        ["memory:", "256Mi"],
    ]


async def test_describe_takes_a_beginning_for_the_whole_name(bench: Bench):
    found = await bench.read("describe", resources=["pod", "web-"])
    assert found.summary == "2 objects"
    assert found.text.count("Controlled By:") == 2


async def test_describe_a_deployment_tells_revision_replicas_and_events(bench: Bench):
    found = await bench.read("describe", resources=["deploy/web"])
    theirs = await bench.kubectl("describe", "deploy", "web")
    replicas = next(
        line.partition(":")[2].strip() for line in theirs.splitlines() if line.startswith("Replicas:")
    )
    assert replicas in found.text
    assert "ScalingReplicaSet" in found.text
    assert "successfully rolled out" in found.text
    assert "revision 2" in found.text


async def test_describe_a_sick_deployment_says_which_pod_and_why(bench: Bench):
    found = await bench.read("describe", resources=["deploy/sick"])
    assert "Pods not ready:" in found.text
    assert "ImagePullBackOff" in found.text


@pytest.mark.parametrize(
    ("which", "facts"),
    [
        ("sts/db", ["postgres:16", "2 desired", "Update Strategy:"]),
        ("ds/agent", ["agent:1", "Desired Number of Nodes Scheduled:"]),
        ("svc/web", ["Selector:", "app=web", "80/TCP to 8080", "(pod/web-"]),
        ("hpa/web", ["Deployment/web", "Min replicas:", "Max replicas:", "80%"]),
        ("node/node-a", ["Allocatable:", "Non-terminated Pods:", "KubeletReady"]),
        ("cm/settings", ["app.conf: 20 bytes", "level = info", "Events:"]),
        ("secret/keys", ["Type:", "Opaque", f"{len(SECRET)} bytes"]),
        ("rs", ["Controlled By:", "nginx:1.25", "1 desired"]),
    ],
)
async def test_describe_any_kind_holds_its_facts(bench: Bench, which, facts):
    found = await bench.read("describe", resources=[which])
    assert [fact for fact in facts if fact not in found.text] == []
    assert "managedFields" not in found.text
    assert SECRET not in found.text


async def test_describe_nothing_is_the_clusters_own_not_found(bench: Bench):
    with pytest.raises(Permanent, match="not found"):
        await bench.read("describe", resources=["pod", "nobody"])
