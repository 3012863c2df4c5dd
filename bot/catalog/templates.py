"""Whether the templates under `naming:` always give a good id, channel name and path; `rules` asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.catalog.defaults import KINDS
from bot.catalog.located import Path, Wrong, path_name, shown
from bot.catalog.schema import SystemFile
from bot.domain.naming import (
    FIELDS,
    LONGEST_CHANNEL,
    REFERENCE_FIELDS,
    BadTemplate,
    Piece,
    Value,
    channel_name,
    pieces,
    reference,
)

LARGEST_N = 999_999


def broken(model: SystemFile) -> Iterator[Wrong]:
    """Every problem of the three templates of `model`."""
    try:
        yield from _id(model.naming.id)
    except BadTemplate as bad:
        yield _wrong("id", bad)
    try:
        yield from _channel(model)
    except BadTemplate as bad:
        yield _wrong("channel", bad)
    try:
        yield from _postmortem(model.naming.postmortem)
    except BadTemplate as bad:
        yield _wrong("postmortem", bad)


def _wrong(key: str, bad: BadTemplate) -> Wrong:
    path: Path = ("naming", key)
    return Wrong(path, f"{path_name(path)}: {bad.what} in it", bad.instead)


def _id(template: str) -> Iterator[Wrong]:
    parts = pieces(template, REFERENCE_FIELDS)
    path: Path = ("naming", "id")
    literals = "".join(piece.literal for piece in parts)
    if sum(piece.field == "n" for piece in parts) != 1:
        yield Wrong(
            path, "naming > id must have {n} once, which counts", 'write for example "INC-{year}-{n:03}"'
        )
    elif _touches(parts):
        yield Wrong(
            path, "naming > id: {n} touches another number", 'put a sign between, as in "INC-{year}-{n:03}"'
        )
    if re.search(r"[^A-Za-z0-9_-]", literals):
        plain = re.sub(r"[^A-Za-z0-9_{}:-]+", "-", template).strip("-")
        yield Wrong(
            path, "naming > id has a sign other than letters, digits, - and _", f"write {shown(plain)}"
        )
    if len(reference(template, LARGEST_N, 2026)) > 40:
        yield Wrong(path, "naming > id is longer than 40", "write a shorter one")


def _touches(parts: tuple[Piece, ...]) -> bool:
    """Whether {n} stands beside a digit or {year}: 1 and 11 could then be one id."""
    before: str | None = ""
    for i, piece in enumerate(parts):
        last = piece.literal[-1:] or before
        if piece.field == "n":
            follows = parts[i + 1].literal[:1] or ("0" if parts[i + 1].field else "")
            return (last or "").isdigit() or follows.isdigit()
        before = "0" if piece.field else ""
    return False


def _channel(model: SystemFile) -> Iterator[Wrong]:
    template, path = model.naming.channel, ("naming", "channel")
    parts = pieces(template, FIELDS)
    literals = "".join(piece.literal for piece in parts)
    if re.search(r"[^A-Za-z0-9_-]", literals):
        plain = re.sub(r"[^a-z0-9_{}:-]+", "-", template.lower()).strip("-")
        yield Wrong(
            path, "naming > channel has a sign that Slack does not allow in a name", f"write {shown(plain)}"
        )
    elif not any(piece.field for piece in parts):
        yield Wrong(
            path, "naming > channel has no field, so all have one name", f"write {shown(template + '-{ref}')}"
        )
    longest = _longest(model, template)
    if longest > LONGEST_CHANNEL:
        yield Wrong(
            path,
            f"naming > channel can be {longest} long, Slack allows {LONGEST_CHANNEL}",
            "write a shorter text around the fields, or fewer fields",
        )


def _longest(model: SystemFile, template: str) -> int:
    """The length of the channel name with the longest value in every field; {slug} gives way."""
    kinds = model.kinds if model.kinds is not None else [kind.name for kind in KINDS]
    values: dict[str, Value] = {
        "severity": max(model.severities, key=len, default=""),
        "service": max(model.services, key=len, default=""),
        "kind": max(kinds, key=len, default=""),
        "system": model.system,
        "ref": _reference(model.naming.id),
        "n": LARGEST_N,
        "date": date(2026, 12, 31),
    }

    # Counted piece by piece, for `channel_name` itself never gives more than 80.
    def width(piece: Piece) -> int:
        short = piece.field is None or piece.field == "slug"
        return len(piece.literal) + (0 if short else len(channel_name(f"{{{piece.field}}}", **values)))

    return sum(map(width, pieces(template)))


def _reference(template: str) -> str:
    try:
        return reference(template, LARGEST_N, 2026)
    except BadTemplate:
        return ""


def _postmortem(template: str) -> Iterator[Wrong]:
    path: Path = ("naming", "postmortem")
    parts = pieces(template, FIELDS)
    steps = template.split("/")
    if template.startswith("/") or any(step.strip() in ("", ".", "..") or step[0] in "~." for step in steps):
        yield Wrong(
            path,
            "naming > postmortem leaves the folder for reports",
            'write a path like "docs/{date}-{ref}.md"',
        )
    elif not template.endswith(".md"):
        yield Wrong(
            path, "naming > postmortem does not end in .md", f"write {shown(template.rstrip('/.') + '.md')}"
        )
    if re.search(r"[^A-Za-z0-9._/-]", "".join(piece.literal for piece in parts)):
        plain = re.sub(r"[^A-Za-z0-9._/{}:-]+", "-", template)
        yield Wrong(path, "naming > postmortem has a sign that is unsafe in a path", f"write {shown(plain)}")
    if not any(piece.field in ("ref", "n") for piece in parts):
        yield Wrong(
            path,
            "naming > postmortem gives two incidents one file",
            'put {ref} into it, as in "docs/{date}-{ref}.md"',
        )
