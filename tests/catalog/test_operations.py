"""What `operations:` becomes: defaults filled in, names resolved, contacts turned into addresses."""

from datetime import timedelta

import pytest

from bot.domain.action import Risk
from bot.domain.operations import Cluster, Mapped, Operations, Rule
from tests.catalog.conftest import SHOP

FULL = """\
services:
  pay: {workload: deployment/pay, namespace: payments, cluster: STAGING}
  web: {workload: daemonset/web.v2}
contacts:
  lead: {label: Team lead, email: lead@example.com}
operations:
  clusters:
    prod: {context: "admin@prod eu", label: Production, kubeconfig: /etc/tocsin/kube}
    staging: stage
    here: {in cluster: yes}
  cluster: Prod
  namespace: shop
  namespaces: [payments]
  groups:
    sre: ["@oncall", Team lead, lead@example.com]
    leads: lead
  identities:
    - {person: team lead, user: alice, groups: sre}
    - {person: "@oncall", user: "oidc:{email}"}
    - {person: S0123456789, user: "{id}"}
  approvals:
    - {risk: change, approvers: 0, namespace: shop}
    - {risk: danger, severity: [p1, P2], approvers: 2, from: [SRE, leads, sre], run as: approver}
  break glass: Leads
  most replicas: 10000
  plan waits: 1 day
  approval waits: 1m
"""


@pytest.fixture
def system(catalog):
    return catalog.put(SHOP + FULL).system()


def test_a_file_without_the_section_reaches_no_cluster(catalog):
    assert catalog.put(SHOP).system().operations == Operations()


def test_clusters_are_reached_by_a_context_or_from_inside(system):
    assert system.operations.clusters == (
        Cluster("prod", "Production", "admin@prod eu", "/etc/tocsin/kube"),
        Cluster("staging", "staging", "stage"),
        Cluster("here", "here", in_cluster=True),
    )
    assert system.operations.cluster == "prod"


def test_the_default_namespace_may_always_be_named(system):
    assert (system.operations.namespace, system.operations.namespaces) == ("shop", ("shop", "payments"))


def test_groups_and_people_are_addresses(system):
    assert system.operations.groups == {
        "sre": ("@oncall", "lead@example.com"),
        "leads": ("lead@example.com",),
    }
    assert system.operations.break_glass == ("leads",)
    assert system.operations.identities == (
        Mapped("lead@example.com", "alice", ("sre",)),
        Mapped("@oncall", "oidc:{email}"),
        Mapped("S0123456789", "{id}"),
    )


def test_rules_name_severities_and_groups_as_they_are_called(system):
    assert system.operations.rules == (
        Rule(0, Risk.CHANGE, namespaces=("shop",)),
        Rule(2, Risk.DANGER, ("P1", "P2"), (), ("sre", "leads"), "approver"),
    )


def test_limits_are_those_of_the_file(system):
    operations = system.operations
    assert (operations.most_replicas, operations.pending) == (10_000, timedelta(days=1))
    assert operations.approved == timedelta(minutes=1)


def test_a_service_knows_its_workload_and_where_it_is(system):
    pay, web = system.service("pay"), system.service("web")
    assert (pay.cluster, pay.namespace, pay.workload) == ("staging", "payments", "deployment/pay")
    assert (web.cluster, web.namespace, web.workload) == (None, None, "daemonset/web.v2")


def test_the_only_cluster_and_the_only_namespace_are_the_default(catalog):
    added = "operations:\n  clusters: {prod: {context: p}}\n  namespaces: shop\n"
    operations = catalog.put(SHOP + added).system().operations
    assert (operations.cluster, operations.namespace, operations.namespaces) == ("prod", "shop", ("shop",))
    assert operations == Operations(
        clusters=(Cluster("prod", "prod", "p"),), cluster="prod", namespace="shop", namespaces=("shop",)
    )


def test_all_namespaces_may_be_named(catalog):
    added = (
        'operations:\n  clusters: {prod: p}\n  namespace: shop\n  namespaces: "*"\n'
        "services:\n  dns: {workload: deployment/coredns, namespace: kube-system}\n"
    )
    assert catalog.put(SHOP + added).system().operations.namespaces == ("shop", "*")
