"""What `rules` and `operations.rules` share: words that mean one thing, and names that must exist.

`written` is everywhere the file before anything ill-formed was left out: a name in it is not blamed twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.catalog.located import Node, Path, Wrong, one_of, path_name, shown
from bot.catalog.schema import SystemFile
from bot.catalog.words import is_address


def known(written: Node, *path: str | int) -> set[str]:
    """The keys that stand at `path` in the file, case-folded."""
    entries = written.node(path)
    return {str(key).casefold() for key, _ in entries.children()} if entries else set()


def twice(entries: Iterable[tuple[Path, tuple[str, ...]]]) -> Iterator[Wrong]:
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


def reachable(model: SystemFile, written: Node, path: Path, words: tuple[str, ...]) -> Iterator[Wrong]:
    """A complaint for each of the `words` at `path` that is neither an address nor a contact with one."""
    for place, word in enumerate(words):
        where = (*path, place)
        found = model.contact(word)
        if found is not None and model.reach(word) is None:
            entry = written.node(("contacts", found[0]))
            if entry is None or not (entry.child("address") or entry.child("email")):
                yield Wrong(
                    where, f"contact {shown(word)} has neither address nor email", "write one at the contact"
                )
        elif found is None and not is_address(word) and word.casefold() not in known(written, "contacts"):
            what = f"{path_name(path)}: {shown(word)} is neither a contact nor an address"
            near = one_of(word, model.contacts) if model.contacts else "add it to `contacts:`"
            yield Wrong(where, what, near + ', or "@handle", an e-mail address or a Slack id (U…, W…, S…)')


def severities(model: SystemFile, written: Node, path: Path, words: Iterable[str]) -> Iterator[Wrong]:
    """A complaint for each of the `words` at `path` that means no severity."""
    names = known(written, "severities")
    for word in words:
        if model.severity_called(word) is None and word.casefold() not in names:
            yield Wrong(
                path, f"{path_name(path)}: there is no severity {shown(word)}", one_of(word, model.severities)
            )
