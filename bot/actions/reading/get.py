"""`get`: any kind a cluster serves, as its server draws it or as YAML, JSON and names.

The table comes from the server, so unknown kinds look as their authors meant. Objects are only asked for
when something needs them (sorting), which is why five thousand pods are quick.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.actions.kit import Action, Output, Scene
from bot.actions.reading.discovery import Wanted, counted_kind, kind_word, wanted
from bot.actions.reading.finish import counted, finished
from bot.actions.reading.lists import must_exist, objects_of, table_of
from bot.actions.reading.paths import in_order, parse_path
from bot.actions.reading.printing import printed
from bot.actions.reading.tables import Row, Table, read_table, shown
from bot.actions.reading.words import flag, read_spec, switch, text, words_of
from bot.domain.action import Param, Type
from bot.errors import Permanent, Refused

_SEVERAL, _MOST_SAID = 8, 3
_FORMS = ("wide", "yaml", "json", "name")

SPEC = read_spec(
    "get",
    ("get",),
    "List objects of the cluster, or show some of them.",
    Param("resources", Type.RESOURCES, "kind [name]", required=True, many=True, help="`pods`, `deploy/web`"),
    flag("output", Type.CHOICE, "form", "-o", "--output", choices=_FORMS,
         help="wide, yaml, json or name. Templates (jsonpath, custom-columns) are not understood."),
    flag("selector", Type.SELECTOR, "labels", "-l", "--selector"),
    flag("field_selector", Type.TEXT, "fields", "--field-selector", help="`status.phase=Running`"),
    flag("sort_by", Type.TEXT, "path", "--sort-by", help="`.metadata.creationTimestamp`"),
    switch("show_labels", "--show-labels", help="Add a column with all labels."),
    switch("watch", "-w", "--watch", help="Keep the answer up to date for a while."),
    examples=("get pods", "get pods -A --sort-by .metadata.creationTimestamp", "get deploy/web -o yaml"),
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
    return await (_documents(ask, found) if ask.form in ("yaml", "json") else _tables(ask, found))


def _read(scene: Scene) -> _Ask:
    form = text(scene, "output")
    if form and form not in _FORMS:
        raise Refused(
            f"I cannot write `-o {form}`: only wide, yaml, json and name. Templates like jsonpath and "
            "custom-columns are not understood yet; `-o json` has everything they would pick from."
        )
    query = {"labelSelector": text(scene, "selector"), "fieldSelector": text(scene, "field_selector")}
    kept: dict[str, str | int] = {key: value for key, value in query.items() if value}
    args = scene.call.args
    return _Ask(
        scene, form, kept, text(scene, "sort_by"), bool(args.get("watch")), bool(args.get("show_labels"))
    )


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
    return await finished("; ".join([says, *map(str, failed[:_MOST_SAID])]), body, "table", over=over)


def _drawn(ask: _Ask, one: Wanted, table: Table, several: bool) -> str:
    kind = kind_word(one.resource)
    if ask.path:
        pairs = [(row.object, row) for row in table.rows]
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
    if ask.path:
        objects = in_order([(obj, obj) for obj in objects], parse_path(ask.path), ask.path)
    if not objects:
        await must_exist(kube, ask.namespace if _placed(found) else "", ask.scene.call.cluster)
    single = len(objects) == 1 and any(one.names for one in found)
    body, masked = await asyncio.to_thread(printed, objects, ask.form, single)
    what = (
        f"{found[0].resource.kind.lower()}/{found[0].names[0]}" if single else counted(len(objects), "object")
    )
    return await finished(f"{what} as {ask.form.upper()}", body, ask.form, masked=masked)


def _placed(found: Sequence[Wanted]) -> bool:
    return any(one.resource.namespaced for one in found)


ACTION = Action(SPEC, read=get)
