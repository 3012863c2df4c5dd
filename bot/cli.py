"""`tocsin …`: serve, check, verify, rebuild. Thin: each command is one use-case and its output."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot.catalog.load import check as check_folder
from bot.errors import Problem
from bot.usecases import audit
from bot.usecases.desk import Desk

T = TypeVar("T")
OpenDesk = Callable[[], AbstractAsyncContextManager[Desk]]
Serve = Callable[[], Awaitable[None]]


def make(serve: Serve, open_desk: OpenDesk, catalog: Callable[[], Path]) -> typer.Typer:
    """The command line over a function that serves and one that opens a desk, both given by `__main__`."""
    tocsin = typer.Typer(
        name="tocsin",
        help="Runs incident channels.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    @tocsin.command("serve")
    def serve_command() -> None:
        """Run a replica: the Slack door, the workers, the clock, the health pages."""
        _run(serve())

    _add_check(tocsin, catalog)
    _add_audits(tocsin, open_desk)
    return tocsin


def _add_check(tocsin: typer.Typer, catalog: Callable[[], Path]) -> None:
    @tocsin.command("check")
    def check_command(
        folder: Annotated[Path | None, typer.Argument(help="The catalogue's folder.")] = None,
    ) -> None:
        """Check the system files; says file, line, what is wrong and what to write."""
        problems = check_folder(folder or catalog())
        for problem in problems:
            typer.echo(str(problem))
        if problems:
            raise typer.Exit(1)
        typer.echo("The catalogue is in order.")


def _add_audits(tocsin: typer.Typer, open_desk: OpenDesk) -> None:
    @tocsin.command("verify")
    def verify_command(
        ref: Annotated[
            str | None, typer.Argument(help="An incident, for example INC-12; all without.")
        ] = None,
        head: Annotated[str | None, typer.Option(help="A chain head printed earlier.")] = None,
    ) -> None:
        """Prove that no timeline row was changed, added, removed or cut off."""
        _run(_verify(open_desk, ref, head))

    @tocsin.command("rebuild")
    def rebuild_command(
        ref: Annotated[str | None, typer.Argument(help="An incident; all without.")] = None,
    ) -> None:
        """Make the stored state anew from the timeline, and say where it had differed."""
        _run(_rebuild(open_desk, ref))


async def _verify(open_desk: OpenDesk, ref: str | None, head: str | None) -> None:
    if head is not None and ref is None:
        raise Problem("--head belongs to one incident: write its id too, for example `tocsin verify INC-12`.")
    async with open_desk() as desk:
        proofs = await audit.verify(desk, ref, head)
    for proof in proofs:
        verdict = proof.verdict
        state = "holds" if verdict.ok else f"BROKEN at event {verdict.first_bad}: {verdict.reason}"
        typer.echo(f"{proof.ref}: {verdict.count} events, head {verdict.head or '-'}, {state}")
    if any(not proof.verdict.ok for proof in proofs):
        raise typer.Exit(1)


async def _rebuild(open_desk: OpenDesk, ref: str | None) -> None:
    async with open_desk() as desk:
        for name, differed in await audit.rebuild(desk, ref):
            typer.echo(f"{name}: {'differed, made anew' if differed else 'as the timeline says'}")


def _run(work: Awaitable[T]) -> T:
    """Run `work`; what the house raises on purpose becomes one line and exit code 2."""

    async def awaited() -> T:
        return await work

    try:
        return asyncio.run(awaited())
    except Problem as problem:
        typer.echo(f"tocsin: {problem}", err=True)
        raise typer.Exit(2) from problem
