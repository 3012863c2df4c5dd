"""What a section of operations lacks, and what services say that no cluster knows, line by line."""

import pytest

from tests.catalog.conftest import SHOP

BESIDE = "operations:\n  clusters: {prod: p}\n  namespace: shop\n"

SERVICES = {
    "a workload without a kind": (
        "services:\n  pay:\n    workload: pay",
        '11: services > pay > workload: "pay" is no workload; '
        'write "deployment/pay": deployment, statefulset, daemonset and a name',
    ),
    "a workload as kubectl has it": (
        "services:\n  pay:\n    workload: sts/Pay",
        '11: services > pay > workload: "sts/Pay" is no workload; '
        'write "statefulset/pay": deployment, statefulset, daemonset and a name',
    ),
    "a service in a namespace that may not be named": (
        "services:\n  pay:\n    namespace: shp",
        '11: services > pay > namespace: "shp" may not be named; '
        'add it to `namespaces:` of operations, or write "shop"',
    ),
    "a service in a cluster that is not there": (
        "services:\n  pay:\n    cluster: nowhere",
        '11: services > pay > cluster: there is no cluster "nowhere"; write one of prod',
    ),
}


@pytest.mark.parametrize("mistake", SERVICES)
def test_a_service_is_told_what_no_cluster_knows(catalog, mistake):
    added, said = SERVICES[mistake]
    assert catalog.put(SHOP + BESIDE + added).problems() == [f"shop/system.yaml:{said}"]


WHOLE = {
    "no cluster": (
        "operations:\n  namespace: shop",
        "6: operations has no cluster; write `clusters: {production: {context: production}}`",
    ),
    "no default among two": (
        "operations:\n  namespace: shop\n  clusters: {a: a, b: b}",
        "6: operations has several clusters, and none is the default; write `cluster: a`",
    ),
    "no default namespace": (
        "operations:\n  clusters: {a: a}\n  namespaces: ['*', shop, web]",
        "6: operations has no default namespace; write for example `namespace: shop`",
    ),
    "a cluster that is reached twice": (
        "operations:\n  namespace: shop\n  clusters:\n    a: {context: a, in cluster: yes}",
        "9: operations > clusters > a has both `context` and `in cluster`; keep one of the two",
    ),
    "a cluster that is not reached": (
        "operations:\n  namespace: shop\n  clusters:\n    a: {in cluster: no, label: A}",
        "9: operations > clusters > a does not say how it is reached; "
        "write `context: a`, a name of your kubeconfig, or `in cluster: yes`",
    ),
    "a file for the cluster we are in": (
        "operations:\n  namespace: shop\n  clusters:\n    a:\n      in cluster: yes\n      kubeconfig: /a",
        "11: operations > clusters > a is reached with the pod's own account, without a file; "
        "leave out `kubeconfig`, or write `context` in the place of `in cluster`",
    ),
    "an unknown key of a cluster": (
        "operations:\n  namespace: shop\n  clusters:\n    a:\n      contxt: b",
        '10: unknown key "contxt" in operations > clusters > a; write "context"',
    ),
    "two clusters of one name": (
        "operations:\n  namespace: shop\n  cluster: a\n  clusters:\n    a: x\n    A: y",
        '11: operations > clusters > A: "A" is already operations > clusters > a; write another word',
    ),
    "two groups of one name": (
        "operations:\n  namespace: shop\n  clusters: {a: x}\n  groups:\n    g: '@a'\n    G: '@b'",
        '11: operations > groups > G: "G" is already operations > groups > g; write another word',
    ),
    "a group of nobody": (
        "operations:\n  namespace: shop\n  clusters: {a: x}\n  groups:\n    g: []",
        "10: operations > groups > g is empty; write a value or leave it out",
    ),
    "a member who is nobody": (
        "operations:\n  namespace: shop\n  clusters: {a: x}\n  groups:\n    g: ['@a', Bob]",
        '10: operations > groups > g: "Bob" is neither a contact nor an address; add it to `contacts:`, '
        'or "@handle", an e-mail address or a Slack id (U…, W…, S…)',
    ),
    "approvers of groups that are not there": (
        "operations:\n  namespace: shop\n  clusters: {a: x}\n  approvals: {approvers: 1, from: sre}",
        '9: operations > approvals > from: there is no group "sre"; add it to `groups:` of operations',
    ),
    "a workload without a cluster": (
        "services:\n  pay:\n    label: Pay\n    workload: deployment/pay\n    namespace: x",
        "10: services > pay > namespace: there is no cluster to find it in; "
        "write `operations:` with `clusters:`, or leave it out",
    ),
}


@pytest.mark.parametrize("mistake", WHOLE)
def test_a_section_that_lacks_something_is_told_what(catalog, mistake):
    added, said = WHOLE[mistake]
    assert catalog.put(SHOP + added).problems() == [f"shop/system.yaml:{said}"]


def test_one_slip_is_not_blamed_on_what_refers_to_it(catalog):
    text = (
        "services:\n  pay: {workload: deployment/pay, cluster: a, namespace: Bad}\n"
        "operations:\n  namespace: [x]\n  cluster: a\n  clusters:\n    a: {context: [x]}\n"
        "  groups:\n    g: {}\n  approvals:\n    - {risk: dager, approvers: 0, from: g}\n  break glass: g\n"
    )
    lines = [line.split(":")[1] for line in catalog.put(SHOP + text).problems()]
    assert lines == ["7", "9", "12", "14", "16"]
