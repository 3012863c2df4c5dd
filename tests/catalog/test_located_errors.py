"""Each mistake in a system file is answered with its own line, what is wrong and what to write."""

import pytest

from tests.catalog.conftest import SHOP

ADDRESS = '"@handle", an e-mail address or a Slack id (U…, W…, S…)'

MISTAKES = {
    "an unknown key": ("serverities: {}", 6, 'unknown key "serverities"; write "severities"'),
    "an unknown key in a section": (
        "naming:\n  chanel: x-{n}",
        7,
        'unknown key "chanel" in naming; write "channel"',
    ),
    "a key nobody would guess": (
        "hours: {lunch: x}",
        6,
        'unknown key "lunch" in hours; known are start, end',
    ),
    "underscores for spaces": (
        "services: {}\nkinds:\n  a: {Private: yes}",
        8,
        'unknown key "Private" in kinds > a; write "private"',
    ),
    "a list for a text": ("zone: [UTC]", 6, "zone is a list; write a text"),
    "a list for a mapping": (
        "services: [a, b]",
        6,
        "services is a list; write a mapping, each key on its own line",
    ),
    "a text for a mapping": ("hours: 9", 6, 'hours is "9"; write a mapping, each key on its own line'),
    "a mapping for a list": ("links: {a: b}", 6, "links is a mapping; write a list, such as [one, two]"),
    "a missing key": (
        "links:\n  - title: A",
        7,
        'links has no `url`; write `url: "https://status.example.com"`',
    ),
    "a rung without a time": (
        'escalation:\n  P1:\n    - call: "@a"',
        8,
        "escalation > P1 has no `after`; write `after: 15 minutes`",
    ),
    "a value that YAML takes for a comment": (
        "announce: #incidents",
        6,
        "announce is empty; write a value (in quotes if it begins with #) or leave it out",
    ),
    "a bad duration": (
        "review: {due: two days}",
        6,
        'review > due: "two days" is no duration; write for example "15 minutes", "1h 30m" or "2 days"',
    ),
    "a number without a unit": (
        "review: {due: 48}",
        6,
        'review > due: "48" is no duration; write for example "15 minutes", "1h 30m" or "2 days"',
    ),
    "business days": (
        "review:\n  due: 2 business days",
        7,
        'review > due: "2 business days": business days are not supported; '
        'write hours or days, such as "48 hours"',
    ),
    "more than a year": (
        "review: {due: 60 weeks}",
        6,
        'review > due: "60 weeks" is longer than a year; '
        'write for example "15 minutes", "1h 30m" or "2 days"',
    ),
    "an unknown zone": (
        "zone: Europe/Berln",
        6,
        'zone: "Europe/Berln" is no time zone; write "Europe/Berlin"',
    ),
    "a folder of zones": (
        "zone: America",
        6,
        'zone: "America" is no time zone; write "America/Nuuk"',
    ),
    "a name of two words": (
        "services:\n  pay ment: x",
        7,
        'services > pay ment: "pay ment" cannot be typed as one word; '
        'write "pay-ment", and use `label` for more',
    ),
    "neither yes nor no": (
        "kinds:\n  a: {private: maybe}",
        7,
        'kinds > a > private: "maybe" is neither yes nor no; write yes or no',
    ),
    "no time of day": (
        "hours: {start: 9am}",
        6,
        'hours > start: "9am" is no time of day; write it as "09:00"',
    ),
    "hours that end first": (
        "hours:\n  end: 08:00",
        6,
        'hours: the start is not before the end; write for example "09:00" and "17:00"',
    ),
    "a bad e-mail address": (
        "contacts:\n  a:\n    email: nope",
        8,
        'contacts > a > email: "nope" is no e-mail address; write it as "name@example.com"',
    ),
    "a bad phone": (
        "contacts:\n  a:\n    phone: call me",
        8,
        'contacts > a > phone: "call me" is no phone number; write it as "+44 20 7946 0000"',
    ),
    "a bad address": (
        "contacts:\n  a:\n    address: bob",
        8,
        'contacts > a > address: "bob" is no address; '
        'write a Slack id (U…, W…, S…), "@handle" or an e-mail address',
    ),
    "a kind of contact": (
        "contacts:\n  a:\n    kind: persn",
        8,
        'contacts > a > kind: "persn" is no kind of contact; write "person"',
    ),
    "a bad web address": (
        "links:\n  - title: A\n    url: ftp://a",
        8,
        'links > url: "ftp://a" is no web address; write it as "https://status.example.com"',
    ),
    "a web address that cannot be taken apart": (
        'links:\n  - title: A\n    url: "http://[x"',
        8,
        'links > url: "http://[x" is no web address; write it as "https://status.example.com"',
    ),
    "a bad emoji": (
        "links:\n  - {title: A, url: https://a.b, emoji: chart}",
        7,
        'links > emoji: "chart" is no emoji name; write it as ":bar_chart:"',
    ),
    "a bad channel": (
        'channels: ["#Shop Talk"]',
        6,
        'channels: "#Shop Talk" is no channel; write "#shop-talk" or an id (C…)',
    ),
    "an unknown contact": (
        "contacts:\n  lead: {email: a@b.c}\nstakeholders: [leda]",
        8,
        f'stakeholders: "leda" is neither a contact nor an address; write "lead", or {ADDRESS}',
    ),
    "a contact nobody can reach": (
        "contacts:\n  aws: {kind: vendor}\nstakeholders:\n  - aws",
        9,
        'contact "aws" has neither address nor email; write one at the contact',
    ),
    "an unknown owner": (
        "services:\n  pay:\n    owner: Bob",
        8,
        'services > pay > owner: "Bob" is neither a contact nor an address; '
        f"add it to `contacts:`, or {ADDRESS}",
    ),
    "an unknown attendee": (
        "review:\n  attendees:\n    - '@a'\n    - Bob",
        9,
        f'review > attendees: "Bob" is neither a contact nor an address; add it to `contacts:`, or {ADDRESS}',
    ),
    "an unknown severity in a kind": (
        "kinds:\n  a:\n    severity: P9",
        8,
        'kinds > a > severity: there is no severity "P9"; write one of P1, P2',
    ),
    "an unknown verb": (
        "permissions:\n  resolv: everyone",
        7,
        'permissions: there is no verb "resolv"; write "resolve"',
    ),
    "an unknown subject": (
        "permissions:\n  ack: [everyone, admins]",
        7,
        'permissions > ack: "admins" is nobody that can be allowed something; '
        "write one of everyone, responders, commander, group:<handle>",
    ),
    "a handle for a subject": (
        'permissions:\n  ack: "@oncall"',
        7,
        'permissions > ack: "@oncall" is nobody that can be allowed something; write "group:oncall"',
    ),
    "a declare that nobody may give": (
        "permissions:\n  declare: commander",
        7,
        "nobody could declare: an incident has no commander before; write responders as well",
    ),
    "a label that is too long": (
        f"services:\n  a: {'x' * 76}",
        7,
        "services > a > label is longer than 75 letters; write it shorter",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_answered_with_its_line_and_remedy(catalog, mistake):
    added, line, said = MISTAKES[mistake]
    assert catalog.put(SHOP + added).problems() == [f"shop/system.yaml:{line}: {said}"]


def test_a_system_without_severities_is_told_to_have_one(catalog):
    assert catalog.put("system: shop\nname: S\nseverities: {}\n").problems() == [
        "shop/system.yaml:3: severities: there is no severity; "
        "write at least one, such as `P1: the service is down`"
    ]


def test_what_every_file_needs_is_asked_for_at_once(catalog):
    assert catalog.put("zone: UTC\n").problems() == [
        "shop/system.yaml:1: the file has no `name`; write `name: My system`",
        "shop/system.yaml:1: the file has no `severities`; write `severities: {P1: it is down}`",
        "shop/system.yaml:1: the file has no `system`; write `system: my-system`",
    ]


def test_one_slip_does_not_hide_another_of_a_different_sort(catalog):
    text = SHOP.replace("name: The Shop", "nmae: The Shop") + (
        "escalation:\n  P1:\n    - {after: soon, call: bob}\n    - {after: 5 m, call: bob}\n"
        "contacts:\n  x: {email: x}\nstakeholders: [x]\nnaming: {id: INC}\n"
    )
    lines = [line.split(":")[1] for line in catalog.put(text).problems()]
    assert lines == ["1", "2", "8", "9", "11", "13"]
