"""How long credentials are kept, and when others are looked for."""

import sys
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.operations import Identity
from bot.errors import Permanent, Temporary
from bot.ports.kubernetes import open_clusters

PLUGIN = """
import json, pathlib, sys
count = pathlib.Path(sys.argv[1])
number = int(count.read_text()) + 1 if count.exists() else 1
count.write_text(str(number))
if sys.argv[2] == "fail":
    sys.exit("no, because the-token is gone")
status = {"token": f"plugin-{number}"}
if sys.argv[2] != "none":
    status["expirationTimestamp"] = sys.argv[2]
said = {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": status}
print(json.dumps(said))
"""


class Clock:
    """A monotonic clock that stands until it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def plugin(tmp_path):
    """A user entry whose exec plugin counts its runs; its one argument is the expiry."""
    script = tmp_path / "plugin.py"
    script.write_text(PLUGIN)

    def entry(expiry="none"):
        return {
            "exec": {
                "apiVersion": "client.authentication.k8s.io/v1",
                "command": sys.executable,
                "args": [str(script), str(tmp_path / "count"), expiry],
            }
        }

    return entry


def tokens(api):
    return [seen.lines("Authorization")[0] for seen in api.seen if seen.lines("Authorization")]


async def test_a_token_is_read_anew_after_ten_minutes(api, cluster, kubeconfig):
    clock = Clock()
    async with open_clusters(now=clock) as clusters:
        kube = clusters.reach(cluster)
        await kube.get("/api")
        kubeconfig(api.url, {"token": "next"})
        await kube.get("/api")
        clock.now += 601
        await kube.get("/api")
        assert len(clusters._lines) == 1
    assert tokens(api) == ["Bearer the-token", "Bearer the-token", "Bearer next"]


async def test_a_cluster_that_moved_is_found_again(api, cluster, kubeconfig):
    clock = Clock()
    kubeconfig("http://127.0.0.1:1", {"token": "the-token"})
    async with open_clusters(now=clock) as clusters:
        kube = clusters.reach(cluster)
        with pytest.raises(Temporary):
            await kube.get("/api")
        kubeconfig(api.url, {"token": "the-token"})
        clock.now += 601
        await kube.get("/api")
    assert tokens(api) == ["Bearer the-token"]


async def test_a_401_makes_us_look_for_other_credentials_and_says_when_there_are_none(
    api, cluster, kubeconfig, refuses
):
    clock = Clock()
    async with open_clusters(now=clock) as clusters:
        kube = clusters.reach(cluster, Identity("alice"))
        await kube.get("/api")
        clock.now += 60
        api.answers["*"] = refuses(401, "Unauthorized", "Unauthorized")
        with pytest.raises(Permanent, match=r"no longer accepts Tocsin's own account.*`test`") as caught:
            await kube.get("/api")
        assert caught.value.code == "Unauthorized"
        clock.now += 60
        kubeconfig(api.url, {"token": "next"})
        with pytest.raises(Temporary, match="fresh credentials"):
            await kube.get("/api")
        api.answers["*"] = {}
        await kube.get("/api")
    assert tokens(api) == ["Bearer the-token"] * 3 + ["Bearer next"]


async def test_a_plugin_runs_once_for_everybody_and_again_before_its_token_ends(
    api, clusters, cluster, kubeconfig, plugin, tmp_path
):
    expiry = (datetime.now(UTC) + timedelta(minutes=7)).strftime("%Y-%m-%dT%H:%M:%SZ")
    kubeconfig(api.url, plugin(expiry))
    clock = Clock()
    async with open_clusters(now=clock) as clusters:
        kubes = [clusters.reach(cluster, Identity(name)) for name in ("alice", "bob", "carol")]
        for kube in kubes:
            await kube.get("/api")
        clock.now += 121
        for kube in kubes:
            await kube.get("/api")
    assert tokens(api) == ["Bearer plugin-1"] * 3 + ["Bearer plugin-2"] * 3


async def test_a_plugin_without_an_expiry_runs_again_after_a_401(api, cluster, kubeconfig, plugin, refuses):
    kubeconfig(api.url, plugin())
    clock = Clock()
    async with open_clusters(now=clock) as clusters:
        kube = clusters.reach(cluster)
        await kube.get("/api")
        api.answers["*"] = refuses(401, "Unauthorized", "Unauthorized")
        with pytest.raises(Permanent):  # it has only just run
            await kube.get("/api")
        clock.now += 11
        with pytest.raises(Temporary):
            await kube.get("/api")
        api.answers["*"] = {}
        await kube.get("/api")
    assert tokens(api)[-1] == "Bearer plugin-2"


async def test_a_plugin_that_fails_does_not_make_us_nobody(api, clusters, cluster, kubeconfig, plugin):
    kubeconfig(api.url, plugin("fail"))
    with pytest.raises(Permanent, match="gave no credentials") as caught:
        await clusters.reach(cluster).get("/api")
    assert caught.value.code == "Kubeconfig"
    assert "the-token" not in str(caught.value)
    assert not api.seen
