"""What must hold within one system file beyond the form of its values: names, references, templates.

`load` runs `broken_rules` over every file whose form can be read at all. Paths are those of the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from bot.catalog import templates
from bot.catalog.defaults import ROLES
from bot.catalog.located import Node, Path, Wrong, one_of, path_name, shown
from bot.catalog.schema import Contact, SystemFile
from bot.catalog.words import is_address
from bot.domain.naming import VERBS, spoken
from bot.domain.policy import COMMANDER, EVERYONE, RESPONDERS

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
    if model.hours.start >= model.hours.end:
        yield Wrong(
            ("hours",), "hours: the start is not before the end", 'write for example "09:00" and "17:00"'
        )


def _names(model: SystemFile) -> Iterator[Wrong]:
    """Every word that is said in a command means one thing."""
    severities = [(("severities", name), (name, *one.aliases)) for name, one in model.severities.items()]
    services = [(("services", name), (name, *one.aliases)) for name, one in model.services.items()]
    own = {name.casefold() for name in model.roles}
    roles: dict[str, tuple[str, ...]] = {role.name: () for role in ROLES if role.name not in own}
    roles |= {name: one.aliases or () for name, one in model.roles.items()}
    yield from _twice([*severities, *services])
    yield from _twice((("roles", name), (name, *aliases)) for name, aliases in roles.items())
    yield from _twice((("kinds", name), (name,)) for name in model.kinds or {})
    yield from _twice((("impact", name), (name,)) for name in model.impact or {})
    yield from _twice((("contacts", name), _called(name, one)) for name, one in model.contacts.items())
    yield from _twice((("links", i, "title"), (link.title,)) for i, link in enumerate(model.links))


def _called(name: str, contact: Contact) -> tuple[str, ...]:
    label = contact.label or name
    return (name,) if label.casefold() == name.casefold() else (name, label)


def _twice(entries: Iterable[tuple[Path, tuple[str, ...]]]) -> Iterator[Wrong]:
    """A complaint for each word that an earlier entry, or the same one, already has, in any case."""
    taken: dict[str, Path] = {}
    for path, words in entries:
        for place, word in enumerate(words):
            first = taken.setdefault(word.casefold(), path)
            if first is not path or word.casefold() in (w.casefold() for w in words[:place]):
                where = (
                    (*path, *(("label",) if path[0] == "contacts" else ("aliases", place - 1)))
                    if place
                    else path
                )
                yield Wrong(
                    where,
                    f"{path_name(path)}: {shown(word)} is already {path_name(first)}",
                    "write another word",
                )


def _ladders(model: SystemFile, written: Node) -> Iterator[Wrong]:
    """Each severity has at most one ladder, and its rungs come one after the other."""
    known = _known(written, "severities") | {
        a.casefold() for s in model.severities.values() for a in s.aliases
    }
    meant: dict[str, str] = {}
    for word, rungs in model.escalation.items():
        path = ("escalation", word)
        name = model.severity_called(word)
        if name is None and word.casefold() not in known:
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
            yield from _reachable(model, written, (*path, i, "call"), rung.call)


def _references(model: SystemFile, written: Node) -> Iterator[Wrong]:
    """Every severity, contact and address that is named exists."""
    known = _known(written, "severities")
    for name, severity in model.severities.items():
        yield from _reachable(model, written, ("severities", name, "invite"), severity.invite)
        yield from _reachable(model, written, ("severities", name, "mention"), severity.mention)
    for name, kind in (model.kinds or {}).items():
        yield from _reachable(model, written, ("kinds", name, "invite"), kind.invite)
        word = kind.severity
        if word is not None and model.severity_called(word) is None and word.casefold() not in known:
            path = ("kinds", name, "severity")
            yield Wrong(
                path, f"{path_name(path)}: there is no severity {shown(word)}", one_of(word, model.severities)
            )
    for name, service in model.services.items():
        if service.owner is not None:
            yield from _reachable(model, written, ("services", name, "owner"), (service.owner,))
    yield from _reachable(model, written, ("stakeholders",), model.stakeholders)
    for i, word in enumerate(model.review.attendees):
        if model.contact(word) is None:
            yield from _reachable(model, written, ("review", "attendees", i), (word,))


def _reachable(model: SystemFile, written: Node, path: Path, words: tuple[str, ...]) -> Iterator[Wrong]:
    for place, word in enumerate(words):
        where = (*path, place)
        found = model.contact(word)
        if found is not None and model.reach(word) is None:
            entry = written.node(("contacts", found[0]))
            if entry is None or not (entry.child("address") or entry.child("email")):
                yield Wrong(
                    where, f"contact {shown(word)} has neither address nor email", "write one at the contact"
                )
        elif found is None and not is_address(word) and word.casefold() not in _known(written, "contacts"):
            what = f"{path_name(path)}: {shown(word)} is neither a contact nor an address"
            near = one_of(word, model.contacts) if model.contacts else "add it to `contacts:`"
            yield Wrong(where, what, near + ', or "@handle", an e-mail address or a Slack id (U…, W…, S…)')


def _known(written: Node, section: str) -> set[str]:
    entries = written.child(section)
    return {str(key).casefold() for key, _ in entries.children()} if entries else set()


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
