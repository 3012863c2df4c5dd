"""The values of the Secrets a pod uses are masked in what is read of it, where the bot may read them."""

from __future__ import annotations

import json
import uuid
from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.actions.kit import Scene
from bot.actions.reading.mounted import mounted_values
from bot.domain.action import Call
from bot.domain.operations import Operations
from bot.errors import Permanent, Temporary
from bot.ports import Access, Resource
from tests.actions.read_bench import Bench, ControlPlane
from tests.actions.read_script import Scripted, pod

PLAIN = "plainest words ever"
"""No pattern knows it for a secret."""


def secret(type_: str = "Opaque", **data: str) -> dict[str, Any]:
    return {"type": type_, "data": {key: b64encode(one.encode()).decode() for key, one in data.items()}}


def user(*volumes: str, env: str = "", all_of: str = "", **more: Any) -> dict[str, Any]:
    one = pod(**more)
    one["spec"]["volumes"] = [{"name": name, "secret": {"secretName": name}} for name in volumes]
    container = one["spec"]["containers"][0]
    container["env"] = (
        [{"name": "A", "valueFrom": {"secretKeyRef": {"name": env, "key": "k"}}}] if env else []
    )
    container["envFrom"] = [{"secretRef": {"name": all_of}}] if all_of else []
    return one


async def values(secrets: dict[str, Any], *pods: dict[str, Any]) -> tuple[tuple[str, ...], list[str]]:
    def answer(path: str, query: Any) -> Any:
        return secrets.get(path.rpartition("/")[2], Permanent("forbidden", "Forbidden"))

    kube = Scripted(answer)
    return await mounted_values(kube, pods), [path.rpartition("/")[2] for path, _ in kube.asked]


async def test_volumes_and_environment_name_them():
    secrets = {"a": secret(k="aaaaaaa"), "b": secret(k="bbbbbbb"), "c": secret(k="ccccccc", short="12345")}
    projected = user("a", env="b")
    projected["spec"]["volumes"].append({"name": "p", "projected": {"sources": [{"secret": {"name": "c"}}]}})
    assert (await values(secrets, projected))[0] == ("aaaaaaa", "bbbbbbb", "ccccccc")
    assert (await values(secrets, user(all_of="c")))[0] == ("ccccccc",)
    assert await values(secrets, pod()) == ((), [])


async def test_what_is_gone_is_not_said():
    assert await values({"a": secret(k="aaaaaaa")}, user("x", "a", "y")) == (("aaaaaaa",), ["x", "a", "y"])


class Shy(Scripted):
    """A cluster whose bot may read but one Secret."""

    async def allowed(
        self, verb: str, resource: Resource, namespace: str, name: str = "", sub: str = ""
    ) -> Access:
        return Access((verb, resource.plural, namespace, name) == ("get", "secrets", "shop", "a"))


async def test_what_may_not_be_read_is_not_even_tried():
    kube = Shy(lambda path, query: secret(k="aaaaaaa"))
    assert await mounted_values(kube, [user("x", "a", "y")]) == ("aaaaaaa",)
    assert [path for path, _ in kube.asked] == ["/api/v1/namespaces/shop/secrets/a"]


async def test_a_cluster_that_cannot_answer_now_is_asked_again_rather_than_shown_from():
    def answer(path: str, query: Any) -> Any:
        raise Temporary("busy")

    with pytest.raises(Temporary):
        await mounted_values(Scripted(answer), [user("a")])


async def test_twenty_are_the_most_and_each_is_read_once():
    many = {f"s{number}": secret(k=f"value-{number}") for number in range(30)}
    found, asked = await values(many, user(*many), user(*many))
    assert (len(found), len(asked)) == (20, 20)


async def test_what_everybody_sees_of_the_pod_is_no_secret_nor_is_its_namespace():
    one = user("a", image="postgres:16")
    one["metadata"]["labels"] = {"app": "checkout"}
    token = secret(
        "kubernetes.io/service-account-token", token="tokentoken", namespace="shopping", ca="public"
    )
    held = {"a": secret(user="postgres", db="checkout", other="postgres-password")}
    assert (await values(held, one))[0] == ("postgres-password",)
    assert (await values({"a": token}, one))[0] == ("tokentoken",)


async def test_what_is_no_text_is_left_to_the_patterns():
    odd = {"data": {"key": b64encode(b"\xff\xfe" * 8).decode(), "none": "not base64!", "empty": None}}
    assert (await values({"a": odd}, user("a")))[0] == ()


@pytest.fixture
async def place(control_plane: ControlPlane) -> AsyncIterator[Bench]:
    made = Bench(control_plane, f"rd2-{uuid.uuid4().hex[:8]}")
    named = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": made.namespace}}
    container = {
        "name": "main", "image": "app:1", "args": [f"--say={PLAIN}"],
        "env": [{"name": "WORDS", "valueFrom": {"secretKeyRef": {"name": "words", "key": "k"}}}],
    }  # fmt: skip
    log = f"begin\nconnected with {PLAIN}\nalso {b64encode(PLAIN.encode()).decode()}\n"
    meta = {"namespace": made.namespace}
    await control_plane.make(
        named,
        {"apiVersion": "v1", "kind": "Secret", "metadata": {**meta, "name": "words"},
         "data": {"k": b64encode(PLAIN.encode()).decode()}},
        {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [container]},
         "metadata": {**meta, "name": "teller", "annotations": {"tocsin.test/log": log}}},
    )  # fmt: skip
    await made.kubectl("wait", "--for=condition=Ready", "pod/teller", "--timeout=30s")
    yield made
    if not control_plane.sandboxed:
        await made.kubectl("delete", "namespace", made.namespace, "--wait=false")


async def test_no_read_of_a_pod_shows_them(place: Bench):
    assert PLAIN in await place.kubectl("logs", "teller")
    for action, args in (
        ("logs", {"target": ["teller"]}),
        ("describe", {"resources": ["pod", "teller"]}),
        ("get", {"resources": ["pod", "teller"], "output": "yaml"}),
        ("get", {"resources": ["pods"], "output": "json"}),
        ("get", {"resources": ["pods"], "output": "jsonpath={.items[*].spec.containers[*].args}"}),
        ("get", {"resources": ["pod", "teller"], "output": "custom-columns=A:.spec.containers[*].args"}),
    ):
        found = await place.read(action, **args)
        assert PLAIN not in found.text, (action, args)
        assert "***" in found.text
        assert found.masked
    assert b64encode(PLAIN.encode()).decode() not in (await place.read("logs", target=["teller"])).text
    found = await place.read("get", resources=["pods"], output="jsonpath={.items[*].metadata.name}")
    assert json.dumps(found.text) == '"teller"'


RBAC = "rbac.authorization.k8s.io"


def grant(namespace: str, name: str, *rules: dict[str, Any]) -> list[dict[str, Any]]:
    meta = {"name": name, "namespace": namespace}
    role = {"apiGroup": RBAC, "kind": "Role", "name": name}
    bots = [{"apiGroup": RBAC, "kind": "Group", "name": "bots"}]
    head = {"apiVersion": f"{RBAC}/v1", "metadata": meta}
    return [{**head, "kind": "Role", "rules": list(rules)},
            {**head, "kind": "RoleBinding", "roleRef": role, "subjects": bots}]  # fmt: skip


async def test_without_the_right_the_log_is_read_all_the_same(place: Bench):
    if place.plane.sandboxed:
        pytest.skip("the sandbox's bot has rights of its own")
    scene = Scene(Call("logs", {"target": ["teller"]}, "test", place.namespace), place.plane.bot, None,
                  Operations(), datetime.now(UTC))  # fmt: skip
    looking = {"apiGroups": [""], "resources": ["pods", "pods/log"], "verbs": ["get", "list"]}
    await place.plane.make(*grant(place.namespace, "look", looking))
    assert PLAIN in (await place.perform(scene)).text
    one = {"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["words"], "verbs": ["get"]}
    await place.plane.make(*grant(place.namespace, "know", one))
    found = await place.perform(scene)
    assert PLAIN not in found.text
    assert found.masked
