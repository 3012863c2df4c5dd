"""Holds what a cluster was really asked against the table. Called by the fuzz after each line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from sandbox.cluster.audit import Entry
from tests.fuzz import table
from tests.fuzz.table import Meant, Paths, Verb

BOT = "bot"
JSON_PATCH = "application/json-patch+json"
FORMS = (JSON_PATCH, "application/merge-patch+json", "application/strategic-merge-patch+json")

ANYTHING = Verb(reads=False)

Who = tuple[str, tuple[str, ...]]
"""User and groups of the one who asks; ("", ()) for somebody the system file does not know."""


def complaints(meant: Meant, who: Who, manager: str, asked: Sequence[Entry]) -> Iterator[str]:
    """Everything about the requests of one line that its row does not allow."""
    row = table.TABLE[meant.verb]
    forbidden: set[str] = set()
    for one in asked:
        wrong = _account(one, row, who) or _wrong(one, row, meant, manager, forbidden)
        if wrong:
            yield f"{one.method} {one.path} {one.query} as {one.impersonated_user or BOT}: {wrong}"
        if one.code == 403 and one.impersonated_user:
            forbidden.add(one.path)


def never(changes: bool, who: Who, asked: Sequence[Entry]) -> Iterator[str]:
    """What no line at all may ask for, whatever it says; `changes` if it has the word for a change."""
    for one in asked:
        wrong = _account(one, ANYTHING, who)
        trial = changes and _dry(one) and bool(one.impersonated_user)
        if re.fullmatch(table.STREAMS, one.path):
            wrong = "reaches into a pod"
        if one.method != "GET" and not trial and (one.method, one.path) != ("POST", table.REVIEWS):
            wrong = "no line may ask for this"
        if wrong or one.query.get("watch"):
            yield f"{one.method} {one.path} {one.query} as {one.impersonated_user or BOT}: {wrong}"


def _dry(one: Entry) -> bool:
    """Whether it is a patch, a deletion or a making of something that the cluster was told not to keep."""
    made = one.method == "POST" and one.path.rpartition("/")[2] in table.MADE
    return one.dry_run and (made or one.method in ("PATCH", "DELETE"))


def fits(path: str, patterns: Iterable[str]) -> bool:
    """Whether `path` is one of `patterns`, segment by segment."""
    parts = path.split("/")
    for pattern in patterns:
        wanted = pattern.split("/")
        if len(wanted) == len(parts) and all(map(fnmatchcase, parts, wanted)):
            return True
    return False


def _account(one: Entry, row: Verb, who: Who) -> str:
    """Tocsin always knocks with its own token, and acts as the one who asks or as nobody else."""
    if one.user != BOT:
        return f"came with the token of {one.user or 'nobody'}"
    as_whom = (one.impersonated_user, tuple(one.impersonated_groups))
    if one.impersonated_extra or as_whom not in (("", ()), who):
        return f"acts as {as_whom} {one.impersonated_extra}"
    if as_whom != ("", ()) and row.reads and not row.reviews:
        return "a read acts as a person"
    return ""


def _wrong(one: Entry, row: Verb, meant: Meant, manager: str, forbidden: set[str]) -> str:
    match one.method:
        case "GET":
            return _read(one, row, meant, forbidden)
        case "POST":
            return _review(one, row, meant)
        case "PATCH":
            return _trial(one, row, meant, manager)
    return "no line may ask for this"


def _read(one: Entry, row: Verb, meant: Meant, forbidden: set[str]) -> str:
    if one.body is not None:
        return "a read with a body"
    if fits(one.path, table.DISCOVERY):
        return "discovery with a query" if one.query else ""
    if strange := one.query.keys() - table.READ_QUERY:
        return f"{sorted(strange)} in the query"
    as_person = bool(one.impersonated_user)
    if as_person:
        allowed = _in(row.person, one, meant)
    else:
        allowed = _in(row.bot, one, meant) or (one.path in forbidden and _in(row.person, one, meant))
    if not allowed:
        return "is not in its row"
    if row.reads and one.path in set(table.lists(meant)) and meant.verb in ("get", "describe", "events"):
        return _selected(one, meant)
    return ""


def _selected(one: Entry, meant: Meant) -> str:
    """A list has the labels that were asked for, unless it is one of what stands around the objects.

    One after names is only made to find beginnings.
    """
    given = "".join(one.query.get("labelSelector", []))
    if given == meant.labels or any(thing.names for thing in meant.things):
        return ""
    if meant.verb == "describe" and fits(one.path, table.around(meant)):
        return ""
    return f"selects {given!r}, asked for was {meant.labels!r}"


def _review(one: Entry, row: Verb, meant: Meant) -> str:
    if one.path == table.REVIEWS and row.masks(meant):
        return _masking(one, meant)
    if one.path != table.REVIEWS or not row.reviews:
        return "no line may make anything"
    spec = one.body["spec"] if isinstance(one.body, dict) else {}
    said = spec.get("resourceAttributes") or {}
    if spec.keys() != {"resourceAttributes"} or len(meant.things) != 1:
        return f"asks about {spec}"
    thing = meant.things[0]
    verb, sub = meant.review if row.reads else ("patch", "scale" if meant.verb == "scale" else "")
    wanted = {
        "verb": verb,
        "group": thing.kind.group,
        "version": thing.kind.base.rpartition("/")[2],
        "resource": thing.kind.plural,
        "subresource": sub,
        "namespace": meant.namespace if thing.kind.namespaced else "",
        "name": thing.names[0] if thing.names else "",
    }
    wanted = {key: value for key, value in wanted.items() if value}
    return "" if said == wanted else f"asks about {said}, not about {wanted}"


def _masking(one: Entry, meant: Meant) -> str:
    """Tocsin asks about itself, and about one Secret where the pods are."""
    spec = one.body["spec"] if isinstance(one.body, dict) else {}
    said = dict(spec.get("resourceAttributes") or {})
    name, place = said.pop("name", ""), said.pop("namespace", "")
    if one.impersonated_user:
        return "asks whether a person may read a Secret"
    if spec.keys() != {"resourceAttributes"} or said != table.SECRET_REVIEW or not name:
        return f"asks about {spec}"
    return "" if place and place == (meant.namespace or place) else f"asks about a Secret in {place!r}"


def _trial(one: Entry, row: Verb, meant: Meant, manager: str) -> str:
    if row.reads:
        return "a read patches"
    if not one.dry_run or one.query != {"fieldManager": [manager], "dryRun": ["All"]}:
        return "a change before its approval"
    if not one.impersonated_user:
        return "a dry run as Tocsin itself"
    if not _in(row.tried, one, meant):
        return "is not in its row"
    if one.content_type not in FORMS:
        return f"a {one.content_type}"
    if one.content_type != JSON_PATCH:
        same = meant.verb == "patch" and one.body == meant.patch
        return "" if same else f"{one.body} is not the patch that was typed"
    return _frozen(one.body, row)


def _frozen(body: object, row: Verb) -> str:
    """A frozen request tests the object's uid and writes only what the verb is about."""
    ops = body if isinstance(body, list) else []
    if not any(op.get("op") == "test" and op.get("path") == "/metadata/uid" for op in ops):
        return "does not say which object it is for"
    written = [op["path"] for op in ops if op["op"] != "test"]
    strange = [path for path in written if not re.fullmatch(row.touches, path)]
    return f"writes {strange}" if strange or not written else ""


def _in(rows: Iterable[Paths], one: Entry, meant: Meant) -> bool:
    return any(fits(one.path, paths(meant)) for paths in rows)
