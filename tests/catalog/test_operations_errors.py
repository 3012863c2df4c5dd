"""Each mistake in `operations:` is answered with its own line, what is wrong and what to write."""

import pytest

from tests.catalog.conftest import SHOP

SECTION = (
    "contacts:\n  vendor: {kind: vendor}\n"
    "operations:\n  clusters: {prod: p}\n  namespace: shop\n  groups: {sre: '@oncall', duo: [a@b.c, d@e.f]}\n"
)
"""Six lines after the five of the shop: what is added is line 12."""

HOW = 'write for example "15 minutes"'

MISTAKES = {
    "an unknown key": ("  cluters: {}", 12, 'unknown key "cluters" in operations; write "clusters"'),
    "an unknown key of an approval": (
        "  approvals:\n    - {approvers: 1, form: sre}",
        13,
        'unknown key "form" in operations > approvals; write "from"',
    ),
    "an unknown key of an identity": (
        "  identities:\n    - {person: '@a', user: '{id}', group: sre}",
        13,
        'unknown key "group" in operations > identities; write "groups"',
    ),
    "an unknown default cluster": (
        "  cluster: prd",
        12,
        'operations > cluster: there is no cluster "prd"; write "prod"',
    ),
    "a namespace that cannot be": (
        "  namespaces: [ok, My Shop]",
        12,
        'operations > namespaces: "My Shop" is no namespace; write "my-shop": a-z, 0-9 and -, at most 63',
    ),
    "a group that nobody can reach": (
        "  break glass: x",
        12,
        'operations > break glass: there is no group "x"; write one of sre, duo',
    ),
    "a group of approvers that is not there": (
        "  approvals:\n    - approvers: 1\n      from: [sre, '@oncall']",
        14,
        'operations > approvals > from: there is no group "@oncall"; write one of sre, duo',
    ),
    "a severity that is not there": (
        "  approvals:\n    - approvers: 1\n      severity: [P1, P7]",
        14,
        'operations > approvals > severity: there is no severity "P7"; write one of P1, P2',
    ),
    "a read that asks for approval": (
        "  approvals: {risk: read, approvers: 1}",
        12,
        "operations > approvals > risk: a read never needs approval; write change or danger",
    ),
    "an unknown risk": (
        "  approvals: {risk: dangerous, approvers: 1}",
        12,
        'operations > approvals > risk: "dangerous" is no risk; write "danger"',
    ),
    "a list for a risk": (
        "  approvals: {risk: [change], approvers: 1}",
        12,
        "operations > approvals > risk: a list is no risk; write change or danger",
    ),
    "too many approvers": (
        "  approvals: {approvers: 11}",
        12,
        'operations > approvals > approvers: "11" is no whole number from 0 to 10; write for example 1',
    ),
    "half an approver": (
        "  approvals: {approvers: 1.5}",
        12,
        'operations > approvals > approvers: "1.5" is no whole number from 0 to 10; write for example 1',
    ),
    "no approvers": (
        "  approvals:\n    - {risk: change}",
        13,
        "operations > approvals has no `approvers`; write `approvers: 1`",
    ),
    "a danger without approval": (
        "  approvals:\n    - risk: danger\n      approvers: 0",
        14,
        "operations > approvals > approvers: a danger never runs without approval; write 1 or more",
    ),
    "any risk without approval": (
        "  approvals:\n    - approvers: 0",
        13,
        "operations > approvals > approvers: a danger never runs without approval; "
        "write 1 or more, or `risk: change` beside it",
    ),
    "more approvers than there are": (
        "  approvals:\n    - from: duo\n      approvers: 3",
        14,
        "operations > approvals > approvers: 3 are asked for, and 2 can be asked; "
        "write fewer, or name a larger group",
    ),
    "a namespace of an approval": (
        "  approvals: {approvers: 1, namespace: a/b}",
        12,
        'operations > approvals > namespace: "a/b" is no namespace; write "a-b": a-z, 0-9 and -, at most 63',
    ),
    "nobody to run as": (
        "  approvals: {approvers: 1, run as: root}",
        12,
        'operations > approvals > run as: "root" is nobody that a change can run as; '
        "write one of requester, approver",
    ),
    "an approver to run as where there is none": (
        "  approvals: {risk: change, approvers: 0, run as: approver}",
        12,
        "operations > approvals: without approvers there is none to run as; leave it out",
    ),
    "an identity without a user": (
        "  identities:\n    - person: a@b.c",
        13,
        'operations > identities has no `user`; write `user: "{email}"`',
    ),
    "an empty user": (
        "  identities:\n    - person: a@b.c\n      user: '  '",
        14,
        "operations > identities > user is empty; write a value or leave it out",
    ),
    "a user of two lines": (
        '  identities:\n    - person: a@b.c\n      user: "a\\nImpersonate-Group: x"',
        14,
        'operations > identities > user: "a\\nImpersonate-Group: x" has a line break or a sign that cannot '
        "be seen; write it on one line",
    ),
    "a template that is not there": (
        "  identities:\n    - person: a@b.c\n      user: '{name}'",
        14,
        'operations > identities > user: "{name}" has a template that does not exist; '
        "known are {email} and {id}",
    ),
    "a template in a group": (
        "  identities: {person: a@b.c, user: a, groups: '{id}'}",
        12,
        'operations > identities > groups: "{id}": only `user` has templates; write the group\'s name',
    ),
    "an account of the cluster": (
        "  identities: {person: a@b.c, user: 'system:admin'}",
        12,
        'operations > identities > user: "system:admin" is an account of the cluster itself, not a person; '
        "write the user that your RBAC binds, without `system:`",
    ),
    "the group without limits": (
        "  identities:\n    - person: a@b.c\n      user: a\n      groups: [sre, 'system:masters']",
        15,
        'operations > identities > groups: "system:masters" may do everything, and no rule of the cluster '
        "can take it away; write a group that your RBAC binds",
    ),
    "a handle that would be one user": (
        "  identities:\n    - person: '@oncall'\n      user: alice",
        14,
        'operations > identities: all in "@oncall" would be the one user "alice"; '
        'write `user: "{email}"`, or a line for each person',
    ),
    "a person who has a line already": (
        "  identities:\n    - {person: a@b.c, user: a}\n    - {person: A@b.c, user: b}",
        14,
        'operations > identities: "A@b.c" has a line already, and the first counts; keep one of the two',
    ),
    "a person who is nobody": (
        "  identities:\n    - {person: Bob, user: bob}",
        13,
        'operations > identities > person: "Bob" is neither a contact nor an address; write one of vendor, '
        'or "@handle", an e-mail address or a Slack id (U…, W…, S…)',
    ),
    "a person whom nobody can reach": (
        "  identities:\n    - {person: vendor, user: bob}",
        13,
        'contact "vendor" has neither address nor email; write one at the contact',
    ),
    "a plan that nobody could read in time": (
        "  plan waits: 59s",
        12,
        f'operations > plan waits: "59s" is less than a minute; {HOW}',
    ),
    "an approval that is forgotten": (
        "  approval waits: 25 hours",
        12,
        f'operations > approval waits: "25 hours" is longer than a day; {HOW}',
    ),
    "no replicas": (
        "  most replicas: 0",
        12,
        'operations > most replicas: "0" is no whole number from 1 to 10000; write for example 1',
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_answered_with_its_line_and_remedy(catalog, mistake):
    added, line, said = MISTAKES[mistake]
    assert catalog.put(SHOP + SECTION + added).problems() == [f"shop/system.yaml:{line}: {said}"]
