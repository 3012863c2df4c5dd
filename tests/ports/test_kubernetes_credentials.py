"""Where credentials come from, and what is said when there are none."""

import json
import os
from dataclasses import replace

import pytest
from kubernetes.aio.config import incluster_config

from bot.domain.operations import Cluster
from bot.errors import Permanent

OIDC = {"auth-provider": {"name": "oidc", "config": {"id-token": "the-token"}}}


def tokens(api):
    return [seen.lines("Authorization")[0] for seen in api.seen if seen.lines("Authorization")]


async def said(clusters, cluster):
    with pytest.raises(Permanent) as caught:
        await clusters.reach(cluster).get("/api")
    assert caught.value.code == "Kubeconfig"
    assert str(caught.value).startswith("The cluster prod cannot be reached: ")
    assert caught.value.__cause__ is None
    assert "the-token" not in str(caught.value)
    return str(caught.value)


async def test_a_missing_file_is_named_by_its_setting(clusters, cluster, monkeypatch, tmp_path):
    missing = replace(cluster, kubeconfig=str(tmp_path / "no-such-file"))
    assert f"`kubeconfig:` of the cluster ({tmp_path}/no-such-file) is not there" in await said(
        clusters, missing
    )
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "other"))
    assert "$KUBECONFIG" in await said(clusters, replace(cluster, kubeconfig=""))
    monkeypatch.delenv("KUBECONFIG")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert "the usual kubeconfig (~/.kube/config)" in await said(clusters, replace(cluster, kubeconfig=""))


async def test_an_unknown_context_is_answered_with_those_there_are(clusters, cluster):
    assert "no context `prod`. It has: test. Mend `context:`" in await said(
        clusters, replace(cluster, context="prod")
    )


def with_user(user, cluster):
    context = {"name": "test", "context": {"cluster": "test", "user": "u"}}
    return json.dumps({"contexts": [context], "users": [{"name": "u", "user": user}], "clusters": [cluster]})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n- b",
        "{",
        "just words",
        '{"contexts": [{"context": {}}]}',
        "\x00",
        with_user({"token": "the-token"}, {"name": "x"}),
        with_user(OIDC, {"name": "test", "cluster": {"server": "https://127.0.0.1:1"}}),
    ],
)
async def test_a_file_that_is_no_kubeconfig_is_never_quoted(clusters, cluster, tmp_path, text):
    path = tmp_path / "broken"
    path.write_text(text)
    assert "cannot be used as a kubeconfig" in await said(clusters, replace(cluster, kubeconfig=str(path)))


async def test_a_token_file_may_end_in_a_newline(api, clusters, cluster, kubeconfig, tmp_path):
    (tmp_path / "token").write_text("from-a-file\n")
    kubeconfig(api.url, {"tokenFile": str(tmp_path / "token")})
    await clusters.reach(cluster).get("/api")
    assert tokens(api) == ["Bearer from-a-file"]


@pytest.mark.parametrize(
    "user", [{"token": "the-token\nX: y"}, {"token": "the-token", "as": "somebody-less"}]
)
async def test_an_account_that_would_not_be_the_one_that_is_written_is_refused(
    api, clusters, cluster, kubeconfig, user
):
    kubeconfig(api.url, user)
    await said(clusters, cluster)
    assert not api.seen


async def test_a_cluster_without_an_address_is_not_looked_for_on_this_machine(clusters, cluster, tmp_path):
    path = tmp_path / "broken"
    path.write_text(with_user({"token": "the-token"}, {"name": "test", "cluster": {"proxy-url": ""}}))
    assert "names no `server`" in await said(clusters, replace(cluster, kubeconfig=str(path)))


async def test_a_certificate_that_is_none_is_said_to_be_none(clusters, cluster, kubeconfig):
    path = kubeconfig("https://127.0.0.1:1", {}, **{"certificate-authority-data": "bm9uZQ=="})
    assert "a certificate of its kubeconfig" in await said(clusters, replace(cluster, kubeconfig=path))


async def test_several_files_are_one_kubeconfig(api, clusters, cluster, kubeconfig, monkeypatch, tmp_path):
    first = kubeconfig("http://127.0.0.1:1", {}, name="first")
    other = tmp_path / "other"
    other.write_text(
        json.dumps(
            {
                "contexts": [{"name": "far", "context": {"cluster": "far", "user": "far"}}],
                "clusters": [{"name": "far", "cluster": {"server": api.url}}],
                "users": [{"name": "far", "user": {"token": "far-token"}}],
            }
        )
    )
    monkeypatch.setenv("KUBECONFIG", os.pathsep.join([first, str(tmp_path / "missing"), str(other)]))
    await clusters.reach(Cluster("prod", context="far")).get("/api")
    assert tokens(api) == ["Bearer far-token"]


async def test_in_a_pod_the_accounts_token_is_read_anew(tmp_path, clusters, monkeypatch):
    inside = Cluster("prod", in_cluster=True)
    with pytest.raises(Permanent, match="does not run in a pod"):
        await clusters.reach(inside).get("/api")
    for name in ("token", "ca.crt"):
        (tmp_path / name).write_text("x")
    monkeypatch.setattr(incluster_config, "SERVICE_TOKEN_FILENAME", str(tmp_path / "token"))
    monkeypatch.setattr(incluster_config, "SERVICE_CERT_FILENAME", str(tmp_path / "ca.crt"))
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "127.0.0.1")
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", "1")
    with pytest.raises(Permanent, match="a certificate"):
        await clusters.reach(inside).get("/api")
