"""`get` against a control plane, with kubectl's own output on the same objects beside it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
import yaml

from bot.actions.kit import Scene
from bot.domain.action import Call
from bot.domain.operations import Operations
from bot.errors import Permanent, Refused
from tests.actions.read_bench import SECRET, Bench

PENDING = "status.phase=Pending"


@pytest.mark.parametrize(
    ("words", "args"),
    [
        ("get pods", {"resources": ["pods"]}),
        ("get po -o wide", {"resources": ["po"], "output": "wide"}),
        ("get pods -l app=web", {"resources": ["pods"], "selector": "app=web"}),
        ("get pods --show-labels", {"resources": ["pods"], "show_labels": True}),
        ("get po --field-selector status.phase=Pending", {"resources": ["po"], "field_selector": PENDING}),
        ("get pods --sort-by .metadata.name", {"resources": ["pods"], "sort_by": ".metadata.name"}),
        ("get deploy,sts,svc", {"resources": ["deploy,sts,svc"]}),
        ("get deploy/web svc/web", {"resources": ["deploy/web", "svc/web"]}),
        ("get deploy web sick", {"resources": ["deploy", "web", "sick"]}),
        ("get deployments.apps -o name", {"resources": ["deployments.apps"], "output": "name"}),
        ("get pods,svc -o name", {"resources": ["pods,svc"], "output": "name"}),
        ("get hpa", {"resources": ["hpa"]}),
        ("get secrets", {"resources": ["secrets"]}),
        ("get cm settings", {"resources": ["cm", "settings"]}),
        ("get rs --sort-by={.spec.replicas}", {"resources": ["rs"], "sort_by": "{.spec.replicas}"}),
        ("get roles", {"resources": ["roles"]}),
    ],
)  # fmt: skip
async def test_get_prints_what_kubectl_prints(bench: Bench, words, args):
    await bench.same(words, **args)


async def test_get_across_namespaces_prints_what_kubectl_prints(bench: Bench):
    text = await bench.same("get deploy -A -l app=web", "get", True, resources=["deploy"], selector="app=web")
    assert bench.namespace in text
    await bench.same("get nodes", "get", True, resources=["nodes"])


async def test_get_watched_is_the_same_again_and_over_when_the_object_is_gone(bench: Bench):
    assert not (await bench.read("get", resources=["deploy", "web"], watch=True)).over
    assert (await bench.read("get", resources=["deploy", "nothing"], watch=True)).over


async def test_pods_sorted_by_when_they_began_stand_in_that_order(bench: Bench):
    found = await bench.read("get", resources=["pods"], sort_by=".status.startTime", output="name")
    listed = json.loads(await bench.kubectl("get", "pods", "-o", "json"))["items"]
    began = {f"pod/{one['metadata']['name']}": one["status"].get("startTime", "") for one in listed}
    stamps = [began[name] for name in found.text.split()]
    assert stamps == sorted(stamps)
    assert len(stamps) == len(began)


@pytest.mark.parametrize("which", ["deploy/web", "cm/settings", "svc/web", "sts/db"])
async def test_yaml_and_json_are_the_object_with_its_secrets_masked(bench: Bench, which):
    theirs = json.loads((await bench.kubectl("get", which, "-o", "json")).replace(SECRET, "***"))
    for form, read in (("yaml", yaml.safe_load), ("json", json.loads)):
        found = await bench.read("get", resources=[which], output=form)
        assert SECRET not in found.text
        assert found.form == form
        ours = read(found.text)
        assert ours["spec" if "spec" in ours else "data"] == theirs["spec" if "spec" in theirs else "data"]


async def test_a_config_map_as_yaml_is_kubectls_to_the_byte(bench: Bench):
    await bench.kubectl(
        "annotate", "cm", "settings", "kubectl.kubernetes.io/last-applied-configuration-", check=False
    )
    found = await bench.read("get", resources=["cm", "settings"], output="yaml")
    assert found.text == await bench.kubectl("get", "cm", "settings", "-o", "yaml")


async def test_the_values_of_a_secret_are_never_shown(bench: Bench):
    encoded = json.loads(await bench.kubectl("get", "secret", "keys", "-o", "json"))["data"]["k"]
    for name, args in (
        ("get", {"resources": ["secrets"], "output": "yaml"}),
        ("get", {"resources": ["secret/keys"], "output": "json"}),
        ("describe", {"resources": ["secret/keys"]}),
    ):
        found = await bench.read(name, **args)
        assert SECRET not in found.text
        assert encoded not in found.text
        assert found.masked


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({"resources": ["podz"]}, "`pods`"),
        ({"resources": ["pods"], "output": "go-template={{.}}"}, "cannot write `-o go-template="),
        ({"resources": ["deploy/web", "web"]}, "is not `kind/name`"),
        ({"resources": ["pods", "x"], "selector": "a=b"}, "either names or a selector"),
        ({"resources": []}, "Say what to look at"),
    ],
)
async def test_get_refuses_in_words(bench: Bench, args, said):
    with pytest.raises(Refused, match=said.replace("(", r"\(")):
        await bench.read("get", **args)


async def test_a_namespace_that_is_not_there_is_said_so(bench: Bench):
    with pytest.raises(Refused, match="There is no namespace `read-nowhere` in test"):
        await Bench(bench.plane, "read-nowhere").read("get", resources=["pods"])


async def test_nothing_found_is_an_empty_text_and_a_sentence(bench: Bench):
    found = await bench.read("get", resources=["roles"])
    assert (found.text, found.summary) == ("", f"No resources found in {bench.namespace}")


async def test_what_is_missing_among_named_ones_is_said_beside_the_others(bench: Bench):
    found = await bench.read("get", resources=["deploy", "web", "nothing"])
    assert "web" in found.text
    assert "nothing" in found.summary
    with pytest.raises(Permanent, match="nothing"):
        await bench.read("get", resources=["deploy", "nothing"])


async def test_what_may_not_be_read_is_the_clusters_refusal(bench: Bench):
    call = Call("get", {"resources": ["pods"]}, "test", bench.namespace)
    if bench.plane.sandboxed:
        pytest.skip("the sandbox's bot may read")
    with pytest.raises(Permanent, match="pods is forbidden"):
        await bench.perform(Scene(call, bench.plane.bot, None, Operations(), datetime.now(UTC)))
