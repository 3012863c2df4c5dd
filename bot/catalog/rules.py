"""What must hold within one system file beyond the form of its values: names, references, templates.

`load` runs `broken_rules` over every file whose form can be read at all. Paths are those of the model.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.catalog import templates
from bot.catalog.defaults import ROLES
from bot.catalog.located import Node, Wrong, one_of, path_name, shown
from bot.catalog.operations import rules as operations
from bot.catalog.references import known, reachable, severities, twice
from bot.catalog.schema import Contact, SystemFile
from bot.catalog.words import is_address
from bot.domain import naming, permissions
from bot.domain.naming import spoken
from bot.domain.policy import COMMANDER, EVERYONE, RESPONDERS

VERBS = tuple(dict.fromkeys((*naming.VERBS, *permissions.VERBS.values())))
"""Every word that `permissions:` may name: what people type, and what is judged without a word of its own."""

_SUBJECTS = (EVERYONE, RESPONDERS, COMMANDER, "group:<handle>")


def broken_rules(model: SystemFile, written: Node, folder: str) -> Iterator[Wrong]:
    """Everything wrong with `model`, read from a folder called `folder`.

    `written` is the file before anything ill-formed was left out: a reference to a name in it is good.
    """
    if model.system != folder:
        yield Wrong(
            ("system",),
            f"the folder is {shown(folder)} but the system {shown(model.system)}",
            "give both one name",
        )
    yield from _names(model)
    yield from _ladders(model, written)
    yield from _references(model, written)
    yield from _permissions(model)
    yield from templates.broken(model)
    yield from operations.broken(model, written)
    if model.hours.start >= model.hours.end:
        yield Wrong(
            ("hours",), "hours: the start is not before the end", 'write for example "09:00" and "17:00"'
        )


def _names(model: SystemFile) -> Iterator[Wrong]:
    """Every word that is said in a command means one thing."""
    graded = [(("severities", name), (name, *one.aliases)) for name, one in model.severities.items()]
    served = [(("services", name), (name, *one.aliases)) for name, one in model.services.items()]
    own = {name.casefold() for name in model.roles}
    roles: dict[str, tuple[str, ...]] = {role.name: () for role in ROLES if role.name not in own}
    roles |= {name: one.aliases or () for name, one in model.roles.items()}
    yield from twice([*graded, *served])
    yield from twice((("roles", name), (name, *aliases)) for name, aliases in roles.items())
    yield from twice((("kinds", name), (name,)) for name in model.kinds or {})
    yield from twice((("impact", name), (name,)) for name in model.impact or {})
    yield from twice((("contacts", name), _called(name, one)) for name, one in model.contacts.items())
    yield from twice((("links", i, "title"), (link.title,)) for i, link in enumerate(model.links))


def _called(name: str, contact: Contact) -> tuple[str, ...]:
    label = contact.label or name
    return (name,) if label.casefold() == name.casefold() else (name, label)


def _ladders(model: SystemFile, written: Node) -> Iterator[Wrong]:
    """Each severity has at most one ladder, and its rungs come one after the other."""
    names = known(written, "severities") | {
        a.casefold() for s in model.severities.values() for a in s.aliases
    }
    meant: dict[str, str] = {}
    for word, rungs in model.escalation.items():
        path = ("escalation", word)
        name = model.severity_called(word)
        if name is None and word.casefold() not in names:
            yield Wrong(path, f"there is no severity {shown(word)}", one_of(word, model.severities))
        elif name is not None and meant.setdefault(name, word) != word:
            yield Wrong(
                path, f"{shown(word)} and {shown(meant[name])} are one severity", "write one ladder for it"
            )
        last: timedelta | None = None
        for i, rung in enumerate(rungs):
            if rung.after is not None and last is not None and rung.after <= last:
                yield Wrong(
                    (*path, i, "after"),
                    f"{path_name(path)}: {spoken(rung.after)} does not come after {spoken(last)}",
                    "write the rungs in order of time, with all who are called at one time in one rung",
                )
            last = rung.after if rung.after is not None else last
            yield from reachable(model, written, (*path, i, "call"), rung.call)


def _references(model: SystemFile, written: Node) -> Iterator[Wrong]:
    """Every severity, contact and address that is named exists."""
    for name, severity in model.severities.items():
        yield from reachable(model, written, ("severities", name, "invite"), severity.invite)
        yield from reachable(model, written, ("severities", name, "mention"), severity.mention)
    for name, kind in (model.kinds or {}).items():
        yield from reachable(model, written, ("kinds", name, "invite"), kind.invite)
        if kind.severity is not None:
            yield from severities(model, written, ("kinds", name, "severity"), (kind.severity,))
    for name, service in model.services.items():
        if service.owner is not None:
            yield from reachable(model, written, ("services", name, "owner"), (service.owner,))
    yield from reachable(model, written, ("stakeholders",), model.stakeholders)
    for i, word in enumerate(model.review.attendees):
        if model.contact(word) is None:
            yield from reachable(model, written, ("review", "attendees", i), (word,))


def _permissions(model: SystemFile) -> Iterator[Wrong]:
    for verb, subjects in model.permissions.items():
        path = ("permissions", verb)
        if verb not in VERBS:
            yield Wrong(path, f"permissions: there is no verb {shown(verb)}", one_of(verb, VERBS))
        for place, subject in enumerate(subjects):
            group = subject.removeprefix("group:").removeprefix("@")
            is_group = subject.startswith("group:") and is_address("@" + group)
            if subject not in _SUBJECTS[:3] and not is_group:
                hint = f"write {shown('group:' + subject.lstrip('@'))}" if subject[:1] == "@" else ""
                what = f"{path_name(path)}: {shown(subject)} is nobody that can be allowed something"
                yield Wrong((*path, place), what, hint or one_of(subject, _SUBJECTS))
        if verb == "declare" and set(subjects) == {COMMANDER}:
            yield Wrong(
                path, "nobody could declare: an incident has no commander before", "write responders as well"
            )
