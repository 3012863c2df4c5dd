"""Words that mean one thing, ladders that climb, templates that always give a legal name."""

import pytest

from tests.catalog.conftest import SHOP


def said(catalog, added, base=SHOP):
    return [line.removeprefix("shop/system.yaml:") for line in catalog.put(base + added).problems()]


@pytest.mark.parametrize(
    ("added", "answer"),
    [
        (
            "services:\n  pay:\n    aliases: [web]\n  WEB: Web\n",
            '9: services > WEB: "WEB" is already services > pay; write another word',
        ),
        (
            "services:\n  pay:\n    aliases:\n      - a\n      - A\n",
            '10: services > pay: "A" is already services > pay; write another word',
        ),
        ("services:\n  p1: x\n", '7: services > p1: "p1" is already severities > P1; write another word'),
        (
            "roles:\n  liaison: {aliases: scribe}\n",
            '7: roles > liaison: "scribe" is already roles > scribe; write another word',
        ),
        ("kinds:\n  a: A\n  A: B\n", '8: kinds > A: "A" is already kinds > a; write another word'),
        ("impact:\n  a: A\n  A: B\n", '8: impact > A: "A" is already impact > a; write another word'),
        (
            "contacts:\n  a: {label: Security}\n  b:\n    label: security\n",
            '9: contacts > b: "security" is already contacts > a; write another word',
        ),
        (
            "links:\n  - {title: A, url: https://a.b}\n  - url: https://a.b\n    title: a\n",
            '9: links > title: "a" is already links > title; write another word',
        ),
    ],
)
def test_a_word_that_means_two_things_is_refused(catalog, added, answer):
    assert said(catalog, added) == [answer]


def test_a_role_may_take_a_word_of_a_default_role(catalog):
    system = catalog.put(SHOP + "roles:\n  runner: {aliases: [ops]}\n  Commander: Captain\n").system()
    assert system.role("ops").name == "runner"
    assert system.role("operations-lead").name == "operations"
    assert (system.role("ic").name, system.role("ic").label) == ("commander", "Captain")


def test_a_ladder_must_climb(catalog):
    added = 'escalation:\n  P1:\n    - {after: 5 minutes, call: "@a"}\n    - {after: 5m, call: "@b"}\n'
    assert said(catalog, added) == [
        "9: escalation > P1: 5 minutes does not come after 5 minutes; "
        "write the rungs in order of time, with all who are called at one time in one rung"
    ]


def test_a_ladder_belongs_to_a_severity_that_exists(catalog):
    added = 'escalation:\n  P3:\n    - {after: 5 minutes, call: "@a"}\n'
    assert said(catalog, added) == ['7: there is no severity "P3"; write one of P1, P2']


def test_a_severity_has_one_ladder(catalog):
    rungs = '[{after: immediately, call: "@a"}]'
    assert said(catalog, f"escalation:\n  P1: {rungs}\n  p1: {rungs}\n") == [
        '8: "p1" and "P1" are one severity; write one ladder for it'
    ]


def test_a_ladder_of_a_severity_with_a_slip_is_not_blamed(catalog):
    text = "system: shop\nname: S\nseverities:\n  P1: Down\n  P2: [slow]\nescalation:\n  P2: []\n"
    assert said(catalog, "", text) == [
        "5: severities > P2 is a list; write a mapping, each key on its own line"
    ]


TOUCHES = 'naming > id: {n} touches another number; put a sign between, as in "INC-{year}-{n:03}"'
TEMPLATES = {
    "channel: inc-{reff}": "naming > channel: there is no field {reff} in it; write {ref}",
    "channel: 'inc-{ref'": "naming > channel: a brace has no partner in it; "
    "write fields as {ref}, with one brace on each side",
    "channel: inc-{date:03}": "naming > channel: {date:03} has a format in it; "
    "write {date}; only {n:03} has one",
    "channel: inc {ref}!": "naming > channel has a sign that Slack does not allow in a name; "
    'write "inc-{ref}"',
    "channel: war-room": 'naming > channel has no field, so all have one name; write "war-room-{ref}"',
    f"channel: {'x' * 70}-{{ref}}": "naming > channel can be 81 long, Slack allows 80; "
    "write a shorter text around the fields, or fewer fields",
    "channel: '{ref.__class__}'": "naming > channel: there is no field {ref.__class__} in it; "
    "write {ref}, {n}, {year}, {month}, {day}, {date}, {system}, {service}, {severity}, {kind}, {slug}",
    "id: INC": 'naming > id must have {n} once, which counts; write for example "INC-{year}-{n:03}"',
    "id: INC{year}{n}": TOUCHES,
    "id: INC-{n}7": TOUCHES,
    "id: INC {n}": 'naming > id has a sign other than letters, digits, - and _; write "INC-{n}"',
    "id: INC-{ref}": "naming > id: there is no field {ref} in it; write {n}, {year}",
    "postmortem: /etc/{ref}.md": "naming > postmortem leaves the folder for reports; "
    'write a path like "docs/{date}-{ref}.md"',
    "postmortem: a/../{ref}.md": "naming > postmortem leaves the folder for reports; "
    'write a path like "docs/{date}-{ref}.md"',
    "postmortem: docs/{ref}": 'naming > postmortem does not end in .md; write "docs/{ref}.md"',
    "postmortem: docs/{date}.md": "naming > postmortem gives two incidents one file; "
    'put {ref} into it, as in "docs/{date}-{ref}.md"',
    "postmortem: my docs/{ref}.md": "naming > postmortem has a sign that is unsafe in a path; "
    'write "my-docs/{ref}.md"',
}


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_that_can_go_wrong_is_refused(catalog, template):
    assert said(catalog, f"naming:\n  {template}\n") == [f"7: {TEMPLATES[template]}"]


def test_a_template_as_long_as_can_be_is_taken(catalog):
    assert said(catalog, f"naming:\n  channel: {'x' * 69}-{{ref}}-{{slug}}\n") == [
        "7: naming > channel can be 81 long, Slack allows 80; "
        "write a shorter text around the fields, or fewer fields"
    ]
    assert said(catalog, f"naming:\n  channel: {'x' * 68}-{{ref}}-{{slug}}\n") == []
