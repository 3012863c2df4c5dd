"""RBAC, impersonation and access reviews, in the API server's words."""

from collections.abc import AsyncIterator

import pytest

from tests.sandbox.test_cluster import APPS, BACKEND, CORE, NS, Api, standing

RBAC = "/apis/rbac.authorization.k8s.io/v1"
REVIEWS = "/apis/authorization.k8s.io/v1"


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    async with standing() as made:
        yield made


def acting(user, *groups):
    return [("Impersonate-User", user), *(("Impersonate-Group", group) for group in groups)]


async def can_i(api, token, headers=(), **attributes):
    body = {"spec": {"resourceAttributes": attributes}}
    status, answer = await api(
        "POST", f"{REVIEWS}/selfsubjectaccessreviews", body, token=token, headers=headers
    )
    assert status == 201
    return answer["status"]


async def test_groups_may_do_what_their_roles_say(api):
    patch = {"metadata": {"labels": {"seen": "yes"}}}
    assert (await api.patch(BACKEND, patch, token="alice-token"))[0] == 200
    status, body = await api.patch(BACKEND, patch, token="bob-token")
    assert (status, body["reason"]) == (403, "Forbidden")
    assert body["message"] == (
        'deployments.apps "backend" is forbidden: User "bob" cannot patch resource "deployments" '
        f'in API group "apps" in the namespace "{NS}"'
    )
    assert body["details"] == {"name": "backend", "group": "apps", "kind": "deployments"}
    for token in ("bot-token", "alice-token", "bob-token"):
        assert (await api("GET", f"{CORE}/pods", token=token))[0] == 200
        assert (await api("GET", f"{CORE}/secrets", token=token))[0] == 403
        assert (await api("GET", "/api/v1/nodes", token=token))[0] == 200


HERE = f'in the namespace "{NS}"'


@pytest.mark.parametrize(
    ("method", "path", "who", "what"),
    [
        ("GET", "/api/v1/pods", "pods", 'list resource "pods" in API group "" at the cluster scope'),
        ("PATCH", f"{BACKEND}/scale", 'deployments.apps "backend"',
         f'patch resource "deployments/scale" in API group "apps" {HERE}'),
        ("DELETE", f"{CORE}/pods", "pods", f'deletecollection resource "pods" in API group "" {HERE}'),
        ("GET", f"{CORE}/secrets?fieldSelector=metadata.name%3Dx", 'secrets "x"',
         f'list resource "secrets" in API group "" {HERE}'),
        ("GET", f"{CORE}/secrets/x", 'secrets "x"', f'get resource "secrets" in API group "" {HERE}'),
    ],
)  # fmt: skip
async def test_a_denial_names_user_verb_resource_and_place(api, method, path, who, what):
    status, body = await api(method, path, token="bob-token")
    assert (status, body["message"]) == (403, f'{who} is forbidden: User "bob" cannot {what}')


async def test_a_path_that_is_no_resource_has_a_denial_of_its_own(api):
    status, body = await api("GET", "/metrics", token="bob-token")
    assert (status, body["message"]) == (403, 'forbidden: User "bob" cannot get path "/metrics"')


async def test_a_dry_run_needs_the_rights_of_the_real_thing(api):
    assert (await api.patch(f"{BACKEND}?dryRun=All", {}, token="bot-token"))[0] == 403


async def test_rights_follow_the_objects_at_once_and_names_can_bound_them(api):
    role = {
        "metadata": {"name": "one"},
        "rules": [
            {
                "apiGroups": [""],
                "resources": ["secrets"],
                "verbs": ["get"],
                "resourceNames": ["backend-database"],
            }
        ],
    }
    bound = {"metadata": {"name": "one"}, "roleRef": {"kind": "Role", "name": "one"},
             "subjects": [{"kind": "User", "name": "bob"}]}  # fmt: skip
    base = f"{RBAC}/namespaces/{NS}"
    assert (await api("POST", f"{base}/roles", role))[0] == 201
    status, made = await api("POST", f"{base}/rolebindings", bound)
    assert (status, made["subjects"][0]["apiGroup"]) == (201, "rbac.authorization.k8s.io")
    assert (await api("GET", f"{CORE}/secrets/backend-database", token="bob-token"))[0] == 200
    assert (await api("GET", f"{CORE}/secrets/other", token="bob-token"))[0] == 403
    await api("DELETE", f"{base}/roles/one")
    status, body = await api("GET", f"{CORE}/secrets/other", token="bob-token")
    assert body["message"].endswith(': RBAC: role.rbac.authorization.k8s.io "one" not found')


async def test_only_who_has_everything_may_write_roles(api):
    grant = {"metadata": {"name": "g"}, "rules": [{"apiGroups": [rbac := "rbac.authorization.k8s.io"],
             "resources": ["roles"], "verbs": ["create"]}]}  # fmt: skip
    await api("POST", f"{RBAC}/clusterroles", grant)
    await api(
        "POST",
        f"{RBAC}/clusterrolebindings",
        {
            "metadata": {"name": "g"},
            "subjects": [{"kind": "Group", "name": "dev"}],
            "roleRef": {"apiGroup": rbac, "kind": "ClusterRole", "name": "g"},
        },
    )
    status, _ = await api(
        "POST", f"{RBAC}/namespaces/{NS}/roles", {"metadata": {"name": "r"}}, token="bob-token"
    )
    assert status == 501


async def test_acting_as_somebody_takes_the_right_to_and_gives_only_his_rights(api):
    patch = {"metadata": {"labels": {"by": "alice"}}}
    headers = acting("alice", "sre")
    assert (await api.patch(BACKEND, patch, token="bot-token", headers=headers))[0] == 200
    status, body = await api.patch(BACKEND, patch, token="bot-token", headers=acting("alice", "dev"))
    assert (status, 'User "alice" cannot patch' in body["message"]) == (403, True)
    status, body = await api("GET", BACKEND, token="bot-token", headers=acting("mallory"))
    assert (status, body["message"]) == (
        403,
        'users "mallory" is forbidden: User "bot" cannot impersonate resource "users" in API group "" '
        "at the cluster scope",
    )
    status, body = await api(
        "GET", BACKEND, token="bot-token", headers=acting("alice", "sre", "system:masters")
    )
    assert (status, body["details"]) == (403, {"name": "system:masters", "kind": "groups"})


async def test_extras_need_a_right_of_their_own_and_groups_alone_are_nobody(api):
    extra = [*acting("alice", "sre"), ("Impersonate-Extra-incident", "INC-1")]
    assert (await api("GET", BACKEND, token="bot-token", headers=extra))[0] == 200
    other = [*acting("alice", "sre"), ("Impersonate-Extra-scopes", "all")]
    status, body = await api("GET", BACKEND, token="bot-token", headers=other)
    assert status == 403
    assert (
        'cannot impersonate resource "userextras/scopes" in API group "authentication.k8s.io"'
        in body["message"]
    )
    status, text = await api("GET", BACKEND, headers=[("Impersonate-Group", "sre")])
    assert (status, text.endswith("without impersonating a user\n")) == (500, True)


async def test_a_grant_names_its_binding_and_a_denial_says_no_more_than_no(api):
    wanted = {"namespace": NS, "verb": "patch", "group": "apps", "resource": "deployments", "name": "backend"}
    assert await can_i(api, "alice-token", **wanted) == {
        "allowed": True,
        "reason": f'RBAC: allowed by RoleBinding "sre-deploys/{NS}" of Role "deployer" to Group "sre"',
    }
    assert await can_i(api, "bob-token", **wanted) == {"allowed": False}
    assert await can_i(api, "admin-token", **wanted) == {"allowed": True}
    assert (await can_i(api, "bot-token", acting("alice", "sre"), **wanted))["allowed"] is True
    assert (await can_i(api, "bot-token", verb="impersonate", resource="users", name="alice"))["reason"] == (
        'RBAC: allowed by ClusterRoleBinding "bot-acts-as-people" of ClusterRole "act-as-people" '
        'to User "bot"'
    )
    scaled = wanted | {"subresource": "scale"}
    assert (await can_i(api, "alice-token", **scaled))["allowed"] is True


async def test_somebody_elses_rights_can_be_asked_by_who_may(api):
    asked = {"namespace": NS, "verb": "patch", "group": "apps", "resource": "deployments"}
    body = {"spec": {"user": "zoe", "groups": ["sre"], "resourceAttributes": asked}}
    status, answer = await api("POST", f"{REVIEWS}/subjectaccessreviews", body)
    assert (status, answer["status"]["allowed"]) == (201, True)
    assert (await api("POST", f"{REVIEWS}/subjectaccessreviews", body, token="bob-token"))[0] == 403
    status, answer = await api("POST", f"{REVIEWS}/selfsubjectaccessreviews", {"spec": {}})
    assert (status, answer["details"]["causes"][0]["field"]) == (422, "spec.resourceAttributes")


async def test_an_action_on_another_namespace_is_another_question(api):
    await api("POST", "/api/v1/namespaces", {"metadata": {"name": "other"}})
    path = APPS.replace(NS, "other")
    assert (await api("GET", f"{path}/deployments", token="alice-token"))[0] == 403
