"""`get --raw`: the API server's health and version, and no other path of it; templates as words of `get`."""

from __future__ import annotations

import json
import shlex

import pytest

from bot.actions.reading import READS
from bot.domain.action import Call
from bot.errors import Refused
from bot.runbooks.calls import Wrong, canonical, read
from tests.actions.read_bench import Bench
from tests.actions.read_script import Scripted
from tests.actions.read_script import read as look

SPECS = tuple(one.spec for one in READS)


def call(line: str) -> Call:
    found = read(shlex.split(line), SPECS)
    assert isinstance(found, Call), found
    spec = next(one for one in SPECS if one.name == found.action)
    assert read(shlex.split(canonical(found, spec)), SPECS) == found
    return found


@pytest.mark.parametrize(
    "path", ["/livez", "/readyz", "/healthz", "/livez?verbose", "/readyz?verbose", "/version"]
)
async def test_raw_prints_what_kubectl_prints(bench: Bench, path):
    if bench.plane.sandboxed and path != "/version":
        pytest.skip("the sandbox has no health")
    found = await bench.read("get.raw", path=path)
    theirs = await bench.kubectl("get", "--raw", path)
    if path == "/version":
        assert json.loads(found.text) == json.loads(theirs)
    else:
        assert found.text.rstrip("\n") == theirs.rstrip("\n")
        assert "ok" in found.summary or "passed" in found.summary


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("kubectl get --raw /livez", "/livez"),
        ("get --raw=/readyz?verbose", "/readyz?verbose"),
        ("kubectl --cluster=eu get --raw /version", "/version"),
        ("get raw /healthz", "/healthz"),
        ("raw /livez --grep=failed", "/livez"),
    ],
)
def test_kubectls_way_of_saying_it_is_understood(line, path):
    found = call(line)
    assert (found.action, found.args["path"]) == ("get.raw", path)


@pytest.mark.parametrize(
    "line",
    [
        "get --raw /metrics", "get --raw /api/v1/secrets", "get --raw /livez/../api", "get --raw=",
        "get --raw", "get --raw /livez?exclude=etcd", "get --raw /version?verbose", "get --raw /logs",
        "get --raw livez",
        "get --raw /livez /version", "get pods --raw /livez", "get --raw=/apis -X DELETE",
    ],
)  # fmt: skip
def test_every_other_path_is_refused(line):
    found = read(shlex.split(line), SPECS)
    assert isinstance(found, Wrong)
    if "/metrics" in line:
        assert "`/livez`, `/readyz`, `/healthz`" in found.message


async def test_a_path_that_came_another_way_is_refused_too():
    with pytest.raises(Refused, match="/livez, /readyz"):
        await look(Scripted(lambda path, query: b""), "get.raw", path="/metrics")


@pytest.mark.parametrize(
    ("line", "output"),
    [
        ("get pods -o jsonpath='{.items[*].metadata.name}'", "jsonpath={.items[*].metadata.name}"),
        (
            "get pods -o=jsonpath='{range .items[*]}{.x}{\"\\t\"}{end}'",
            'jsonpath={range .items[*]}{.x}{"\\t"}{end}',
        ),
        ("get pods --output custom-columns=NAME:.metadata.name", "custom-columns=NAME:.metadata.name"),
        ("get pods -ojsonpath-as-json={.kind}", "jsonpath-as-json={.kind}"),
        ("get pods -ojson", "json"),
    ],
)
def test_templates_are_understood(line, output):
    assert call(line).args["output"] == output


@pytest.mark.parametrize(
    ("output", "says"),
    [
        ("jsonpath", "Choose one of"), ("jsonpath=", "Nothing stands behind"),
        ("go-template={{.}}", "Choose one of"),
        ("jsonpath-file=/etc/passwd", "Choose one of"), ("custom-columns-file=x", "Choose one of"),
        ("yaml=", "Choose one of"), ("jsonpath={" + "." * 3000, "too long"),
    ],
)  # fmt: skip
def test_other_templates_are_refused(output, says):
    found = read(["get", "pods", "-o", output], SPECS)
    assert isinstance(found, Wrong)
    assert says in found.message
