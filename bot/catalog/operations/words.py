"""Single values of the `operations:` section; like `bot.catalog.words`, each says what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot.catalog.located import nearest, one_of, shown
from bot.catalog.words import said, span, wrong
from bot.domain.action import Risk
from bot.domain.operations import APPROVER, REQUESTER, never_run

EVERY_NAMESPACE = "*"
WORKLOADS = ("deployment", "statefulset", "daemonset")
TEMPLATES = ("{email}", "{id}")
MOST_APPROVERS, MOST_REPLICAS = 10, 10_000
SHORTEST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(days=1)

_LABEL = r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?"
_NAMESPACE = re.compile(_LABEL)
_WORKLOAD = re.compile(rf"(?:{'|'.join(WORKLOADS)})/(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*")
_KUBECTL_SHORT = {"deploy": "deployment", "sts": "statefulset", "ds": "daemonset"}
_PROGRAM = re.compile(r"(?:/(?:[A-Za-z0-9_.+-]{1,60}/){0,8})?[A-Za-z0-9_+][A-Za-z0-9_.+-]{0,60}")
_IMAGE = re.compile(r"[a-z0-9][a-z0-9._/-]{0,200}(?::[0-9]{1,5}/[a-z0-9._/-]{1,200})?(?::[\w.-]{1,128})?"
                    r"(?:@sha256:[0-9a-f]{64})?")  # fmt: skip
_CLUSTERS_OWN = "system:"
_BYPASS = "system:masters"


def namespace(text: str) -> str:
    if not _NAMESPACE.fullmatch(text):
        word = re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:63].strip("-") or "my-namespace"
        raise wrong(f"{shown(text)} is no namespace", f"write {shown(word)}: a-z, 0-9 and -, at most 63")
    return text


def namespaces(text: str) -> str:
    """A namespace, or the sign for all."""
    return text if text == EVERY_NAMESPACE else namespace(text)


def workload(text: str) -> str:
    """`deployment/backend`: a kind that has pods and revisions, and the object's name."""
    if not _WORKLOAD.fullmatch(text):
        kind, slash, rest = text.casefold().partition("/")
        meant = _KUBECTL_SHORT.get(kind) or nearest(kind, WORKLOADS) or WORKLOADS[0]
        word = re.sub(r"[^a-z0-9.]+", "-", rest if slash else kind).strip("-.")[:50].strip("-.") or "backend"
        raise wrong(
            f"{shown(text)} is no workload",
            f"write {shown(f'{meant if slash else WORKLOADS[0]}/{word}')}: {', '.join(WORKLOADS)} and a name",
        )
    return text


def plain(text: str) -> str:
    """Text on one line, as names of contexts, files, users and groups are."""
    if not text or not text.isprintable():
        raise wrong(
            f"{shown(text)} {'is empty' if not text else 'has a line break or a sign that cannot be seen'}",
            "write it on one line",
        )
    return text


def user(text: str) -> str:
    """A user of the cluster; `{email}` and `{id}` are the person's own."""
    plain(text)
    if text.casefold().startswith(_CLUSTERS_OWN):
        raise wrong(
            f"{shown(text)} is an account of the cluster itself, not a person",
            "write the user that your RBAC binds, without `system:`",
        )
    rest = text.replace("{email}", "").replace("{id}", "")
    if "{" in rest or "}" in rest:
        raise wrong(
            f"{shown(text)} has a template that does not exist", f"known are {' and '.join(TEMPLATES)}"
        )
    return text


def group(text: str) -> str:
    """A group of the cluster's RBAC. Never the one that RBAC does not apply to."""
    plain(text)
    if text.casefold() == _BYPASS:
        raise wrong(
            f"{shown(text)} may do everything, and no rule of the cluster can take it away",
            "write a group that your RBAC binds",
        )
    if "{" in text or "}" in text:
        raise wrong(f"{shown(text)}: only `user` has templates", "write the group's name")
    return text


def risk(value: Any) -> Risk:
    """What a rule is about; a read is never asked about."""
    ruled = (Risk.CHANGE.value, Risk.DANGER.value)
    if value == Risk.READ.value:
        raise wrong("a read never needs approval", f"write {' or '.join(ruled)}")
    if value not in ruled:
        hint = one_of(value, ruled) if isinstance(value, str) else f"write {' or '.join(ruled)}"
        raise wrong(f"{said(value)} is no risk", hint)
    return Risk(value)


def program(text: str) -> str:
    """A program as it is called in a container: a name, or the path of one. No shell, and nothing like it."""
    if not _PROGRAM.fullmatch(text):
        raise wrong(
            f"{shown(text)} is no program", "write one word, as in `pg_isready`; what follows goes below it"
        )
    if why := never_run(text):
        raise wrong(why, "leave it out; name the programs that are wanted themselves")
    return text


def program_risk(value: Any) -> Risk:
    """What running a program may do; one that is declared to read runs without approval."""
    listed = [one.value for one in Risk]
    if value not in listed:
        hint = one_of(value, listed) if isinstance(value, str) else f"write one of {', '.join(listed)}"
        raise wrong(f"{said(value)} is no risk", hint)
    return Risk(value)


def image(text: str) -> str:
    """A repository, or one image of it."""
    if not _IMAGE.fullmatch(text):
        raise wrong(
            f"{shown(text)} is no image", 'write for example "curlimages/curl", or "curlimages/curl:8.9.1"'
        )
    return text


def run_as(text: str) -> str:
    if text not in (REQUESTER, APPROVER):
        raise wrong(f"{shown(text)} is nobody that a change can run as", one_of(text, (REQUESTER, APPROVER)))
    return text


def whole(least: int, most: int) -> Callable[[Any], int]:
    """A whole number between the two, both included."""

    def number(value: Any) -> int:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,6}", value) and least <= int(value) <= most:
            return int(value)
        raise wrong(
            f"{said(value)} is no whole number from {least} to {most}", f"write for example {least or 1}"
        )

    return number


def wait(value: Any) -> timedelta:
    """How long something may wait: it must be seen, and it must not be forgotten."""
    found = span(value)
    if not SHORTEST_WAIT <= found <= LONGEST_WAIT:
        side = "less than a minute" if found < SHORTEST_WAIT else "longer than a day"
        raise wrong(f"{said(value)} is {side}", 'write for example "15 minutes"')
    return found
