"""`-o jsonpath` and `-o custom-columns` against a control plane, with kubectl's own output beside them."""

from __future__ import annotations

import json
import uuid

import pytest

from bot.errors import Refused
from tests.actions.read_bench import SECRET, Bench, ControlPlane

PODS = "{.items[*].metadata.name}"
PATHS = [
    # The seeds'.
    '{range .items[*]}{.metadata.name}{"\\t"}{.status.containerStatuses[*].restartCount}{"\\n"}{end}',
    "{.items[0].metadata.name}",
    "{.items[*].metadata.name}",
    # Names, places, slices.
    "{.kind}", "{.apiVersion} {.kind}", "{@.kind}", "{$.kind}", "{ .kind }",
    "{.items[-1].metadata.name}", "{.items[0:2].metadata.name}", "{.items[1:].metadata.name}",
    "{.items[:2].metadata.name}", "{.items[-2:].metadata.name}", "{.items[0:3:2].metadata.name}",
    "{.items[].metadata.name}", "{.items[0]['metadata']['name']}", "{.items[0].metadata['name']}",
    "{.items[0]['metadata.name']}", "{.items[0]['metadata.name','kind']}", "{.items[0,1].metadata.name}",
    "{.items[0].metadata.labels.app}", "{.items[*].spec.containers[*].image}",
    "{.items[0].spec.containers[*].resources}", "{.items[0].spec.containers[0].resources.limits.cpu}",
    "{.items[0].metadata.labels}", "{.items[*].nothing}", "{.nothing.at.all}", "{.items[*].spec.nothing[0]}",
    # Text.
    'names: {.items[*].metadata.name}{"\\n"}', "{.kind}\\n", "{'single'} {\"double\"}",
    '{"a\\tb\\\\c\\u00e9"}',
    "plain {.kind} text", "{1} {true} {-2.5}",
    # Filters.
    '{.items[?(@.metadata.name=="noisy")].status.phase}',
    "{.items[?(@.metadata.name!='noisy')].metadata.name}",
    '{.items[?(@.metadata.labels.app == "web")].metadata.name}',
    '{.items[*].status.conditions[?(@.type=="Ready")].status}',
    '{.items[0].spec.containers[?(@.name=="main")].image}',
    "{.items[*].spec.containers[?(@.resources.limits)].name}",
    '{.items[?(@.spec.containers[0].name>"m")].metadata.name}',
    '{range .items[?(@.status.phase=="Running")]}{.metadata.name}={.status.podIP};{end}',
    # Loops in loops.
    '{range .items[*]}[{.metadata.name}{range .spec.containers[*]} {.name}:{.image}{end}]{"\\n"}{end}',
    "{range .items[*]}{.metadata.name} {end}{.kind}",
    "{range .nothing[*]}{.metadata.name}{end}-",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
async def test_a_template_prints_what_kubectl_prints(bench: Bench, path):
    theirs = await bench.kubectl("get", "pods", "-l", "app in (web,noisy)", "-o", f"jsonpath={path}")
    found = await bench.read("get", resources=["pods"], selector="app in (web,noisy)",
                             output=f"jsonpath={path}")  # fmt: skip
    assert found.text == theirs.replace(SECRET, "***")


@pytest.mark.parametrize(
    "path", ["{..image}", "{.items[0]..name}", "{..labels.*}", "{.items[0].metadata.labels.*}"]
)
async def test_what_go_walks_in_no_order_is_the_same_set(bench: Bench, path):
    theirs = await bench.kubectl("get", "deploy", "-o", f"jsonpath={path}")
    found = await bench.read("get", resources=["deploy"], output=f"jsonpath={path}")
    assert sorted(found.text.split()) == sorted(theirs.split())
    assert theirs


@pytest.mark.parametrize(
    ("which", "path"),
    [
        (["deploy", "web"], "{.spec.replicas}"),
        (["deploy/web"], "{.spec.template.spec.containers[0].readinessProbe}"),
        (["deploy", "web", "sick"], "{.items[*].metadata.name}"),
        (["cm", "settings"], "{.data.app\\.conf}"),
        (["cm", "settings"], "{.data['app\\.conf']}"),
        (["deploy,svc"], "{.items[*].kind}"),
        (["roles"], "{.items}{.kind}"),
    ],
)
async def test_a_template_of_named_objects_prints_what_kubectl_prints(bench: Bench, which, path):
    theirs = await bench.kubectl("get", *which, "-o", f"jsonpath={path}")
    assert (await bench.read("get", resources=which, output=f"jsonpath={path}")).text == theirs


@pytest.mark.parametrize(
    "path", ["{.items[*].metadata.name}", "{.items[*].spec.replicas}", "{.items[*].nothing}"]
)
async def test_as_json_is_kubectls_list(bench: Bench, path):
    theirs = await bench.kubectl("get", "deploy", "-o", f"jsonpath-as-json={path}")
    found = await bench.read("get", resources=["deploy"], output=f"jsonpath-as-json={path}")
    assert json.loads(found.text) == json.loads(theirs)
    assert (found.text, found.form) == (theirs, "json")


@pytest.mark.parametrize(
    "spec",
    [
        "NAME:.metadata.name,CPU_REQ:.spec.containers[].resources.requests.cpu,"
        "MEM_REQ:.spec.containers[].resources.requests.memory",
        "NAME:.metadata.name",
        "N:metadata.name,I:{.spec.containers[*].image}",
        "N:.metadata.name,L:.metadata.labels,R:.spec.containers[*].resources",
        "N:.metadata.name,X:.spec.nothing,C:.spec.containers[1].name",
        'N:.metadata.name,R:.status.conditions[?(@.type=="Ready")].status',
    ],
)
async def test_columns_are_kubectls(bench: Bench, spec):
    theirs = await bench.kubectl("get", "pods", "-l", "app=web", "-o", f"custom-columns={spec}")
    found = await bench.read("get", resources=["pods"], selector="app=web", output=f"custom-columns={spec}")
    assert (found.text, found.form) == (theirs, "table")


async def test_columns_of_nothing_are_their_headings(bench: Bench):
    found = await bench.read("get", resources=["roles"], output="custom-columns=NAME:.metadata.name")
    assert found.text == await bench.kubectl("get", "roles", "-o", "custom-columns=NAME:.metadata.name")


async def test_templates_stand_in_the_order_asked_for(bench: Bench):
    by = ".metadata.name"
    theirs = await bench.kubectl("get", "deploy", "--sort-by", by, "-o", f"jsonpath={PODS}")
    assert (
        await bench.read("get", resources=["deploy"], sort_by=by, output=f"jsonpath={PODS}")
    ).text == theirs


@pytest.mark.parametrize(
    "output",
    [
        "jsonpath={.data.k}", "jsonpath={.data}", "jsonpath={@}", "jsonpath={..k}",
        "custom-columns=K:.data.k", "custom-columns=D:.data", "jsonpath-as-json={.data.*}",
    ],
)  # fmt: skip
async def test_no_template_gets_at_the_data_of_a_secret(bench: Bench, output):
    encoded = await bench.kubectl("get", "secret", "keys", "-o", "jsonpath={.data.k}")
    found = await bench.read("get", resources=["secret", "keys"], output=output)
    assert encoded not in found.text
    assert "***" in found.text
    assert found.masked


async def test_a_filter_cannot_ask_what_is_behind_a_mask(bench: Bench):
    encoded = await bench.kubectl("get", "secret", "keys", "-o", "jsonpath={.data.k}")
    asked = f'jsonpath={{.items[?(@.data.k=="{encoded}")].metadata.name}}'
    assert (await bench.read("get", resources=["secrets"], output=asked)).text == ""
    asked = f'jsonpath={{..env[?(@.value=="{SECRET}")].name}}'
    assert (await bench.read("get", resources=["deploy/web"], output=asked)).text == ""


async def test_no_order_tells_of_what_is_behind_a_mask(control_plane: ControlPlane):
    place = Bench(control_plane, f"rd2-{uuid.uuid4().hex[:8]}")
    named = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": place.namespace}}
    held = [
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name, "namespace": place.namespace},
         "data": {"k": data}}
        for name, data in (("a-first", "enp6eno="), ("b-second", "YWFhYWE="))
    ]  # fmt: skip
    await control_plane.make(named, *held)
    ours = "type!=kubernetes.io/service-account-token"
    for form in ("name", "custom-columns=N:.metadata.name"):
        found = await place.read(
            "get", resources=["secrets"], field_selector=ours, sort_by=".data.k", output=form
        )
        text = found.text
        assert text.index("a-first") < text.index("b-second")
    if not control_plane.sandboxed:
        await place.kubectl("delete", "namespace", place.namespace, "--wait=false")


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("jsonpath=.metadata.name", "no braces"),
        ("jsonpath={.items[9].metadata.name}", "outside of a list of"),
        ("jsonpath={range .items[*]}{.kind}", "never ended"),
        ("jsonpath={.items[?(@.metadata.name==3)].kind}", "a text with a number"),
        ("go-template={{.}}", "cannot write `-o go-template="),
        ("custom-columns=NAME", "is no column"),
        ("custom-columns=A:{.a}{.b}", "is no path"),
    ],
)
async def test_what_is_no_template_is_refused_with_a_form_that_works(bench: Bench, output, said):
    with pytest.raises(Refused, match=said):
        await bench.read("get", resources=["pods"], output=output)
