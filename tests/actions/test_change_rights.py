"""Who may change what, as a real control plane's RBAC says it, and previews that cannot be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.actions import applying
from bot.actions.changing.rolling import plan_restart
from bot.actions.reading.discovery import find
from bot.domain.operations import Identity
from bot.errors import Refused
from tests.actions.change_objects import workload

pytestmark = pytest.mark.cluster

BOB = Identity("bob", ("dev",))
WEB = "deployment/web"
RBAC = "rbac.authorization.k8s.io"


def role(name: str, group: str, *rules: Any) -> tuple[Any, Any]:
    return (
        {"apiVersion": f"{RBAC}/v1", "kind": "Role", "metadata": {"name": name}, "rules": list(rules)},
        {
            "apiVersion": f"{RBAC}/v1", "kind": "RoleBinding", "metadata": {"name": name},
            "roleRef": {"apiGroup": RBAC, "kind": "Role", "name": name},
            "subjects": [{"apiGroup": RBAC, "kind": "Group", "name": group}],
        },
    )  # fmt: skip


CALLS: list[tuple[str, dict[str, Any], str]] = [
    ("restart", {}, "deployments"),
    ("scale", {"replicas": 3}, "deployments/scale"),
    ("set-image", {"images": {"main": "web:2"}}, "deployments"),
]


@pytest.mark.parametrize(("action", "args", "resource"), CALLS)
async def test_who_may_not_learns_the_verb_the_resource_and_the_namespace(ground, action, args, resource):
    await ground.make(workload("deployment", "web"))
    for rules in ((), ({"apiGroups": ["apps"], "resources": ["*"], "verbs": ["get", "list"]},)):
        if rules:
            await ground.make(*role("reader", "dev", *rules))
        with pytest.raises(Refused) as refused:
            await ground.plan(action, BOB, workload=WEB, **args)
        said = str(refused.value)
        for word in ("bob may not patch", f"{resource} (API group apps)", ground.namespace, "prod"):
            assert word in said


async def test_a_patch_is_refused_by_the_name_of_what_is_missing(ground):
    await ground.make({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}})
    with pytest.raises(Refused, match=r"cannot patch resource .configmaps.|bob may not patch configmaps"):
        await ground.plan("patch", BOB, object=["cm/c"], patch={"data": {"a": "1"}}, type="merge")


async def test_who_may_sees_the_binding_that_lets_them(ground):
    await ground.make(workload("deployment", "web"))
    for action, args, _ in CALLS:
        draft = await ground.plan(action, workload=WEB, **args)
        assert "sre-changes" in draft.plan.binding
        assert "RoleBinding" in draft.plan.binding


async def test_who_may_change_without_reading_is_read_for(ground):
    await ground.make(workload("deployment", "web"))
    await ground.make(*role("blind", "dev", {"apiGroups": ["apps"], "resources": ["*"], "verbs": ["patch"]}))
    manager = "tocsin-blind"
    draft = await ground.plan("scale", BOB, manager, workload=WEB, replicas=3)
    outcome = await applying.apply(ground.person(BOB), draft.request, draft.plan, manager, False, ground.bot)
    assert outcome.kind is applying.APPLIED
    await ground.kubectl("scale", WEB, "--replicas=1")
    draft = await ground.plan("scale", BOB, manager, workload=WEB, replicas=4)
    await ground.kubectl("scale", WEB, "--replicas=2")
    with pytest.raises(Refused, match=r"rejected our request"):
        await applying.apply(ground.person(BOB), draft.request, draft.plan, manager, False)


async def test_rights_taken_away_after_the_preview_are_felt(ground):
    await ground.make(workload("deployment", "web"))
    draft = await ground.plan("restart", workload=WEB)
    await ground.kubectl("delete", "rolebinding", "sre-changes")
    resource = find(await ground.bot.resources(), "deployments")
    while (await ground.person().allowed("patch", resource, ground.namespace, "web")).allowed:
        pass
    with pytest.raises(Refused, match="cannot patch"):
        await ground.carry_out(draft, "tocsin-late")
    assert await ground.images(WEB) == ["web:1"]


async def test_nobody_at_all_is_told_how_to_become_somebody(ground):
    with pytest.raises(Refused, match="identities"):
        await plan_restart(replace(ground.scene("restart", workload=WEB), person=None))


async def test_a_webhook_without_dry_run_leaves_no_preview_and_so_no_plan(ground):
    await ground.make(workload("deployment", "web"))
    versions = await ground.kubectl("api-versions")
    if "admissionregistration.k8s.io/v1beta1" not in versions.split():
        pytest.skip("this cluster serves no webhooks with side effects any more")
    hook = {
        "apiVersion": "admissionregistration.k8s.io/v1beta1",
        "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": ground.namespace},
        "webhooks": [
            {
                "name": "no.dry.run",
                "clientConfig": {"url": "https://127.0.0.1:1/"},
                "failurePolicy": "Ignore",
                "sideEffects": "Some",
                "namespaceSelector": {"matchLabels": {"chg": ground.namespace}},
                "rules": [
                    {
                        "apiGroups": ["apps"],
                        "apiVersions": ["*"],
                        "operations": ["UPDATE"],
                        "resources": ["*"],
                    }
                ],
            }
        ],
    }
    await ground.make(hook)
    try:
        said = ""
        for _ in range(100):
            try:
                await ground.plan("restart", workload=WEB)
            except Refused as refused:
                said = str(refused)
                break
        assert "No preview is possible" in said
        assert "no.dry.run" in said
        assert "sideEffects" in said
    finally:
        await ground.kubectl("delete", "validatingwebhookconfiguration", ground.namespace)
