"""`get`: any kind a cluster serves, as its server draws it or as YAML, JSON and names.

The table comes from the server, so unknown kinds look as their authors meant. Objects are only asked for
when something needs them (sorting, templates), which is why five thousand pods are quick.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.actions.kit import Action, Output, Scene
from bot.actions.reading.discovery import Wanted, counted_kind, kind_word, wanted
from bot.actions.reading.finish import counted, finished
from bot.actions.reading.grep import GREP, Grep, grep_of
from bot.actions.reading.lists import must_exist, objects_of, table_of
from bot.actions.reading.mounted import mounted_values
from bot.actions.reading.paths import in_order, parse_path
from bot.actions.reading.printing import all_cleaned, cleaned, printed
from bot.actions.reading.tables import Row, Table, read_table, shown
from bot.actions.reading.templates import FORMS as TEMPLATES
from bot.actions.reading.templates import Draw, template
from bot.actions.reading.words import flag, read_spec, switch, text, words_of
from bot.domain.action import Param, Type
from bot.errors import Permanent, Refused

_SEVERAL, _MOST_SAID = 8, 3
_FORMS = ("wide", "yaml", "json", "name", *TEMPLATES)

SPEC = read_spec(
    "get",
    ("get",),
    "List objects of the cluster, or show some of them.",
    Param("resources", Type.RESOURCES, "kind [name]", required=True, many=True, help="`pods`, `deploy/web`"),
    flag("output", Type.CHOICE, "form", "-o", "--output", choices=_FORMS,
         help="wide, yaml, json, name, or a template: `jsonpath='{.items[*].metadata.name}'`, "
         "`custom-columns=NAME:.metadata.name`."),
    flag("selector", Type.SELECTOR, "labels", "-l", "--selector"),
    flag("field_selector", Type.TEXT, "fields", "--field-selector", help="`status.phase=Running`"),
    flag("sort_by", Type.TEXT, "path", "--sort-by", help="`.metadata.creationTimestamp`"),
    switch("show_labels", "--show-labels", help="Add a column with all labels."),
    switch("watch", "-w", "--watch", help="Keep the answer up to date for a while."),
    *GREP,
    examples=(
        "get pods", "get pods -A --sort-by .metadata.creationTimestamp", "get deploy/web -o yaml",
        "get pods --grep-v=Running", "get pods -o custom-columns=NAME:.metadata.name,NODE:.spec.nodeName",
    ),
    follows="watch",
)  # fmt: skip


@dataclass(frozen=True)
class _Ask:
    """One use of `get`, with its words read."""

    scene: Scene
    form: str
    query: dict[str, str | int]
    path: str
    watch: bool
    labels: bool
    grep: Grep | None = None
    draw: Draw | None = None

    @property
    def namespace(self) -> str:
        return "" if self.scene.call.all_namespaces else self.scene.call.namespace


async def get(scene: Scene) -> Output:
    """Objects as text. Refused for an unknown kind, form or path, and when nothing named exists."""
    ask = _read(scene)
    found = await wanted(scene.bot, words_of(scene, "resources"))
    if scene.call.all_namespaces and any(one.names and one.resource.namespaced for one in found):
        raise Refused("A name is only unique inside a namespace: take `-A` away or the name.")
    if any(one.names for one in found) and ask.query:
        raise Refused("Give either names or a selector, not both.")
    whole = ask.draw is not None or ask.form in ("yaml", "json")
    return await (_documents(ask, found) if whole else _tables(ask, found))


def _read(scene: Scene) -> _Ask:
    form, equals, picked = text(scene, "output").partition("=")
    if f"{form}{equals}" not in ("", *_FORMS):
        raise Refused(
            f"I cannot write `-o {form}{equals}`: only wide, yaml, json, name, jsonpath='{{...}}' and "
            "custom-columns=NAME:.path. `-o json` has everything other templates would pick from."
        )
    query = {"labelSelector": text(scene, "selector"), "fieldSelector": text(scene, "field_selector")}
    kept: dict[str, str | int] = {key: value for key, value in query.items() if value}
    args, path = scene.call.args, text(scene, "sort_by")
    watch, labels = bool(args.get("watch")), bool(args.get("show_labels"))
    draw = template(form, picked) if equals else None
    return _Ask(scene, form, kept, path, watch, labels, grep_of(scene), draw)


async def _tables(ask: _Ask, found: Sequence[Wanted]) -> Output:
    several = len(found) > 1
    answers = await asyncio.gather(*(_one_table(ask, one) for one in found))
    parts, failed, rows = [], [problem for _, problems in answers for problem in problems], 0
    for one, (table, _) in zip(found, answers, strict=True):
        if table.rows:
            rows += len(table.rows)
            parts.append(await asyncio.to_thread(_drawn, ask, one, table, several))
    if not rows and failed and not (ask.watch and failed[0].code == "NotFound"):
        raise failed[0]
    if not rows and not ask.watch:
        await must_exist(ask.scene.bot, ask.namespace if _placed(found) else "", ask.scene.call.cluster)
    noun = counted_kind(rows, found[0].resource) if not several else counted(rows, "object")
    place = f" in {ask.namespace}" if ask.namespace and _placed(found) else ""
    body = "\n".join(parts) if ask.form != "name" else "".join(parts)
    says = f"{noun}{place}" if rows else f"No resources found{place}"
    over = ask.watch and not rows and bool(failed)
    says = "; ".join([says, *map(str, failed[:_MOST_SAID])])
    return await finished(says, body, "table", over=over, grep=ask.grep, heads=ask.form != "name")


def _drawn(ask: _Ask, one: Wanted, table: Table, several: bool) -> str:
    kind = kind_word(one.resource)
    if ask.path:
        # Sorted by what may be seen, or the order would tell of what may not.
        hidden = one.resource.plural == "secrets"
        pairs = [(cleaned(row.object)[0] if hidden else row.object, row) for row in table.rows]
        table = replace(table, rows=in_order(pairs, parse_path(ask.path), ask.path))
    if ask.form == "name":
        return "".join(f"{kind}/{row.cells[table.names]}\n" for row in table.rows)
    spaces = ask.scene.call.all_namespaces and one.resource.namespaced
    return shown(
        table, wide=ask.form == "wide", namespaces=spaces, labels=ask.labels, kind=kind if several else ""
    )


async def _one_table(ask: _Ask, one: Wanted) -> tuple[Table, list[Permanent]]:
    """The rows of one kind; for named ones also what could not be read."""
    kube, now, spaces = ask.scene.bot, ask.scene.now, ask.scene.call.all_namespaces
    needs = "Object" if ask.path else "Metadata" if ask.labels or spaces else "None"
    query = {**ask.query, "includeObject": needs}
    if not one.names:
        return await table_of(kube, one.resource.path(ask.namespace), query, now), []
    slots = asyncio.Semaphore(_SEVERAL)

    async def read(name: str) -> Table | Permanent:
        async with slots:
            try:
                return read_table(await kube.table(one.resource.path(ask.namespace, name), query), now)
            except Permanent as problem:
                return problem

    answers = await asyncio.gather(*(read(name) for name in one.names))
    tables = [answer for answer in answers if isinstance(answer, Table)]
    problems = [answer for answer in answers if isinstance(answer, Permanent)]
    rows: list[Row] = [row for table in tables for row in table.rows]
    return (replace(tables[0], rows=rows) if tables else Table((), [])), problems


async def _documents(ask: _Ask, found: Sequence[Wanted]) -> Output:
    kube, objects = ask.scene.bot, list[dict[str, Any]]()
    for one in found:
        if one.names:
            for name in one.names:
                objects.append(await kube.get(one.resource.path(ask.namespace, name)))
        else:
            objects += await objects_of(kube, one.resource.path(ask.namespace), ask.query)
    if not objects:
        await must_exist(kube, ask.namespace if _placed(found) else "", ask.scene.call.cluster)
    single = len(objects) == 1 and any(one.names for one in found)
    known = await mounted_values(kube, objects)
    clean, masked = await asyncio.to_thread(all_cleaned, objects, known)
    if ask.path:
        clean = in_order([(one, one) for one in clean], parse_path(ask.path), ask.path)
    what = (
        f"{found[0].resource.kind.lower()}/{found[0].names[0]}" if single else counted(len(objects), "object")
    )
    if ask.draw is None:
        body = await asyncio.to_thread(printed, clean, ask.form, single)
        says, form = f"{what} as {ask.form.upper()}", ask.form
    else:
        body = await asyncio.to_thread(ask.draw, clean, single)
        says = f"{what} by {ask.form}"
        form = {"custom-columns": "table", "jsonpath-as-json": "json"}.get(ask.form, "text")
    return await finished(says, body, form, masked=masked, known=known, grep=ask.grep)


def _placed(found: Sequence[Wanted]) -> bool:
    return any(one.resource.namespaced for one in found)


ACTION = Action(SPEC, read=get)
