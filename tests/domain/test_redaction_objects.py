"""Kubernetes objects lose their secrets by where they stand; a changed secret is still seen to change."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.redaction import redact, redact_object, redact_pair, secret_name
from tests.domain.redaction_corpus import secrets

APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
HIDDEN = "hunter" + "2-x9"


def deployment(password: str = HIDDEN) -> Any:
    return {
        "kind": "Deployment",
        "metadata": {"name": "token-web", "uid": "550e8400-e29b-41d4-a716-446655440000", "annotations": {}},
        "spec": {
            "template": {
                "spec": {
                    "containers": [
                        {
                            "name": "web",
                            "image": "registry.example.com/web@sha256:" + "ab" * 32,
                            "args": ["serve", "--password", password, f"--token={password}", "--verbose"],
                            "command": ["sh", "-c", f"mysql -u root -p{password} shop"],
                            "env": [
                                {"name": "DB_PASSWORD", "value": password},
                                {"name": "DATABASE", "value": f"postgres://shop:{password}@db/shop"},
                                {"name": "KEYBOARD", "value": "us"},
                                {
                                    "name": "TOKEN",
                                    "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}},
                                },
                            ],
                        }
                    ],
                    "imagePullSecrets": [{"name": "pull-secret"}],
                    "volumes": [{"name": "tls", "secret": {"secretName": "web-tls"}}],
                    "topologyKey": "kubernetes.io/hostname",
                }
            }
        },
    }


def container(obj: Any) -> Any:
    return obj["spec"]["template"]["spec"]["containers"][0]


def test_what_a_secret_holds_is_masked_and_its_name_stays():
    secret: dict[str, Any] = {
        "kind": "Secret",
        "metadata": {"name": "db-password"},
        "data": {"a": "YWJj", "b": ""},
        "type": "Opaque",
    }

    hidden, masked = redact_object(secret)

    assert hidden == {**secret, "data": {"a": "***", "b": ""}}
    assert masked == 1
    assert secret["data"]["a"] == "YWJj"


def test_secrets_in_a_list_need_not_say_what_they_are():
    hidden, masked = redact_object(
        {"kind": "SecretList", "items": [{"data": {"a": "YWJj"}, "stringData": {"b": "c"}}]}
    )

    assert hidden["items"] == [{"data": {"a": "***"}, "stringData": {"b": "***"}}]
    assert masked == 2


def test_the_applied_configuration_is_redacted_inside():
    inner = {"kind": "Secret", "data": {"a": "YWJj"}, "metadata": {"name": "x"}}
    obj = {"kind": "Secret", "metadata": {"name": "x", "annotations": {APPLIED: json.dumps(inner)}}}

    hidden, masked = redact_object(obj)

    assert json.loads(hidden["metadata"]["annotations"][APPLIED])["data"] == {"a": "***"}
    assert masked == 1
    broken = {"metadata": {"annotations": {APPLIED: "{no json"}}}
    assert redact_object(broken)[0]["metadata"]["annotations"][APPLIED] == "***"


def test_environment_and_arguments_are_masked_by_name_and_by_shape():
    hidden, masked = redact_object(deployment())

    assert HIDDEN not in json.dumps(hidden)
    assert masked == 5
    found = container(hidden)
    assert found["args"] == ["serve", "--password", "***", "--token=***", "--verbose"]
    assert found["command"][2] == "mysql -u root -p*** shop"
    assert [entry.get("value") for entry in found["env"]] == [
        "***",
        "postgres://shop:***@db/shop",
        "us",
        None,
    ]


def test_names_references_and_images_stay():
    hidden, _ = redact_object(deployment())
    original = deployment()

    assert hidden["metadata"] == original["metadata"]
    assert container(hidden)["image"] == container(original)["image"]
    assert container(hidden)["env"][3] == container(original)["env"][3]
    for key in ("imagePullSecrets", "volumes", "topologyKey"):
        assert hidden["spec"]["template"]["spec"][key] == original["spec"]["template"]["spec"][key]


def test_a_config_map_is_read_as_text():
    data = {"app.conf": f"user=ann\npassword={HIDDEN}\n", "API_KEY": "0123", "mode": "fast"}

    hidden, masked = redact_object({"kind": "ConfigMap", "data": data})

    assert hidden["data"] == {"app.conf": "user=ann\npassword=***\n", "API_KEY": "***", "mode": "fast"}
    assert masked == 2


def test_a_known_value_is_masked_wherever_it_stands():
    assert redact_object({"status": {"message": "plain words"}}, ["plain words"])[0] == {
        "status": {"message": "***"}
    }


def test_a_changed_secret_is_seen_to_change_and_an_equal_one_is_not():
    before, after, masked = redact_pair(deployment("first-9z1"), deployment("other-8k2"))
    same, other, _ = redact_pair(deployment(), deployment())

    assert container(before)["env"][0]["value"] == "*** (before)"
    assert container(after)["env"][0]["value"] == "*** (after)"
    assert container(after)["env"][1]["value"] == "postgres://shop:*** (after)@db/shop"
    assert masked == 10
    assert same == other == redact_object(deployment())[0]


def test_a_pair_is_compared_by_the_names_in_its_lists():
    later = copy.deepcopy(deployment())
    container(later)["env"].insert(0, {"name": "API_TOKEN", "value": "new-one-1"})

    before, after, _ = redact_pair(deployment(), later)

    assert container(after)["env"][0]["value"] == "***"
    assert (
        container(after)["env"][1] == container(before)["env"][0] == {"name": "DB_PASSWORD", "value": "***"}
    )


def test_secrets_that_differ_in_a_pair_are_marked_key_by_key():
    one = {"kind": "Secret", "data": {"a": "MQ==", "b": "Mg==", "c": "Mw=="}}
    two = {"kind": "Secret", "data": {"a": "MQ==", "b": "NA==", "d": "NQ=="}}

    before, after, _ = redact_pair(one, two)

    assert before["data"] == {"a": "***", "b": "*** (before)", "c": "***"}
    assert after["data"] == {"a": "***", "b": "*** (after)", "d": "***"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["kind", "data", "metadata", "name", "value", "env", "password", "x"]), inner
        )
    ),
    max_leaves=12,
)


@given(JSON, JSON)
def test_any_json_can_be_redacted_and_again_changes_nothing(one: object, two: object):
    once, _ = redact_object(one)
    assert redact_object(once)[0] == once
    before, after, _ = redact_pair(one, two)
    assert redact_object(before)[0] == before
    assert redact_object(after)[0] == after


def test_json_nested_too_deep_is_withheld():
    deep: object = "x"
    for _ in range(500):
        deep = [deep]

    assert "x" not in str(redact_object(deep)[0])
    assert redact_object({"metadata": {"annotations": {APPLIED: "[" * 100_000}}})[1] == 1


def test_what_is_printed_of_a_redacted_pair_stays_as_it_is():
    text = "data:\n  a: '*** (before)'\n  b: *** (after)\npassword: *** (before)\nkind: Secret\n"

    assert redact(text).text == text


SECRET_NAMES = """
    PASSWORD DB_PASSWORD dbPassword PGPASSWORD db.passwd SMTP_PASS secret CLIENT_SECRET clientSecret
    SECRET_KEY_BASE token GITHUB_TOKEN accessToken X-Auth-Token API_KEY apiKey apikey PRIVATE_KEY
    private_key_pem AWS_SECRET_ACCESS_KEY client-key-data tls.key SENTRY_DSN REDIS_AUTH credentials
    DB_CREDENTIAL Authorization secret_id _authToken
"""


@pytest.mark.parametrize("name", SECRET_NAMES.split())
def test_the_name_of_a_secret_is_known(name: str):
    assert secret_name(name)


OTHER_NAMES = """
    KEYBOARD key author monkey PWD TOKEN_TTL PASSWORD_FILE secretName secretRef topologyKey
    public_key primary_key cache_key key_id AWS_ACCESS_KEY_ID max_tokens tokenizer AUTH_MODE
    AUTH_URL imagePullSecrets passed compass PATH password-policy SecretNotFound
    tokenExpirationSeconds authentication
"""


@pytest.mark.parametrize("name", OTHER_NAMES.split())
def test_a_name_that_only_sounds_like_one_is_not(name: str):
    assert not secret_name(name)


def test_a_secret_in_any_text_of_an_object_is_masked():
    for secret in secrets(2):
        hidden, masked = redact_object(
            {"kind": "Event", "involvedObject": {"name": "x"}, "message": secret.phrase}
        )
        assert masked
        assert not any(line in hidden["message"] for line in secret.core.splitlines())
