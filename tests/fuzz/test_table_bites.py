"""The table lets nothing through that it should not: one small sin each, held against it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sandbox.cluster.audit import Entry
from tests.fuzz import kinds as k
from tests.fuzz.judging import JSON_PATCH, complaints, never
from tests.fuzz.table import REVIEWS, TABLE, Meant, Thing

ALICE = ("alice", ("sre",))
BACKEND = (Thing(k.DEPLOYMENTS, ("backend",)),)
PATH = k.DEPLOYMENTS.one("smartcloudops", "backend")
LOOKS = Meant("get", BACKEND)
SETS = Meant("set image", BACKEND)
BODY = [
    {"op": "test", "path": "/metadata/uid", "value": "u"},
    {"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "web:2"},
]
READ = Entry(1, 0.0, "GET", PATH, "bot", code=200)
TRIED = Entry(
    1, 0.0, "PATCH", PATH, "bot",
    impersonated_user="alice", impersonated_groups=["sre"],
    dry_run=True, query={"fieldManager": ["m"], "dryRun": ["All"]},
    content_type=JSON_PATCH, body=BODY, code=200,
)  # fmt: skip
AS_ALICE: dict[str, Any] = {"impersonated_user": "alice", "impersonated_groups": ["sre"]}


def said(meant: Meant, *asked: Entry) -> list[str]:
    return list(complaints(meant, ALICE, "m", asked))


def test_what_a_line_may_ask_for_is_let_through():
    assert said(LOOKS, READ) == []
    assert said(SETS, replace(READ, **AS_ALICE), TRIED) == []
    assert said(SETS, replace(READ, code=403, **AS_ALICE), READ) == []


@pytest.mark.parametrize(
    "sin",
    [
        replace(READ, path=PATH.replace("smartcloudops", "payments")),
        replace(READ, path=k.DEPLOYMENTS.one("smartcloudops", "frontend")),
        replace(READ, path=f"{PATH}/scale"),
        replace(READ, path=k.SECRETS.listed("smartcloudops")),
        replace(READ, query={"watch": ["true"]}),
        replace(READ, body={}),
        replace(READ, user="admin"),
        replace(READ, impersonated_user="admin"),
        replace(READ, **AS_ALICE),
        replace(READ, impersonated_extra={"scopes": ["all"]}),
        replace(READ, method="DELETE"),
        replace(READ, method="POST", path=REVIEWS),
        TRIED,
    ],
)
def test_a_read_that_asks_for_more_is_seen(sin):
    assert said(LOOKS, sin)


@pytest.mark.parametrize(
    "sin",
    [
        replace(TRIED, dry_run=False, query={"fieldManager": ["m"]}),
        replace(TRIED, query={"fieldManager": ["m"], "dryRun": ["All"], "force": ["true"]}),
        replace(TRIED, query={"fieldManager": ["other"], "dryRun": ["All"]}),
        replace(TRIED, impersonated_user="", impersonated_groups=[]),
        replace(TRIED, impersonated_user="bob"),
        replace(TRIED, impersonated_groups=["sre", "system:masters"]),
        replace(TRIED, path=f"{PATH}/scale"),
        replace(TRIED, path=PATH.replace("backend", "frontend")),
        replace(TRIED, method="PUT"),
        replace(TRIED, method="DELETE"),
        replace(TRIED, method="POST"),
        replace(TRIED, content_type="application/apply-patch+yaml"),
        replace(TRIED, content_type="application/merge-patch+json", body={"spec": {}}),
        replace(TRIED, body=BODY[1:]),
        replace(TRIED, body=BODY[:1]),
        replace(TRIED, body=[*BODY, {"op": "replace", "path": "/spec/replicas", "value": 0}]),
        READ,
    ],
)
def test_a_plan_that_asks_for_more_is_seen(sin):
    assert said(SETS, sin)


def test_every_row_either_looks_or_tries():
    assert all(row.reads != bool(row.tried) and row.reads == (not row.touches) for row in TABLE.values())


ASKED = Entry(
    1, 0.0, "POST", REVIEWS, "bot", code=201,
    body={"spec": {"resourceAttributes": {
        "verb": "get", "version": "v1", "resource": "secrets", "namespace": "smartcloudops", "name": "token",
    }}},
)  # fmt: skip
SHOWS = Meant("get", (Thing(k.PODS),), form="yaml")
DELETED = replace(TRIED, method="DELETE", body={"dryRun": ["All"]}, query={})


def test_tocsin_may_ask_whether_it_may_mask_and_nobody_else():
    assert said(SHOWS, ASKED) == []
    assert said(Meant("logs"), ASKED) == []
    assert said(replace(SHOWS, form="wide"), ASKED)
    assert said(Meant("describe", BACKEND), ASKED)
    assert said(SHOWS, replace(ASKED, **AS_ALICE))
    assert said(replace(SHOWS, namespace="payments"), ASKED)
    assert said(SHOWS, replace(READ, path=k.SECRETS.one("smartcloudops", "token")))


def test_what_no_line_may_say_is_a_trial_as_the_one_who_asks_or_a_fault():
    evicted = replace(TRIED, method="POST", path=k.PODS.one("smartcloudops", "x") + "/eviction")
    good = (TRIED, DELETED, evicted, ASKED, READ)
    assert not list(never(True, ALICE, good))
    bad = (
        replace(DELETED, dry_run=False),
        replace(evicted, dry_run=False),
        replace(DELETED, impersonated_user="", impersonated_groups=[]),
        replace(TRIED, method="POST", path=k.DEPLOYMENTS.listed("smartcloudops")),
        replace(READ, path=k.PODS.one("smartcloudops", "x") + "/exec"),
        replace(READ, path="/api/v1/nodes/node-a/proxy/run"),
        replace(READ, query={"watch": ["true"]}),
    )
    assert all(list(never(True, ALICE, [one])) for one in bad)
    assert all(list(never(False, ALICE, [one])) for one in good[:3])
