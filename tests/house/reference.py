"""Pages that are written from the code: the settings, the commands of `/incident`, the actions of `/ops`.

`python -m tests.house.reference` (`make docs`) writes them; with `--check` it only says which of them is
out of step, and `test_reference.py` does the same. Field descriptions and declarations are the source.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.actions import registry
from bot.settings import Settings
from commands import reference as commands
from tests.house.tree import ROOT

ENV_HEAD = """\
# Tocsin reads these from the environment or from a file called .env in its working directory.
# Written by `make docs`. A line that is commented out shows the default.
"""

DOCS_HEAD = """\
# Configuration

Tocsin reads its settings once, at start, from the environment or from a file called `.env` in its
working directory; the environment wins. `.env.example` is a file to start from. What a team decides
(severities, cadence, who may do what) is not here but in its `catalog/<system>/system.yaml`.

This page is written by `make docs` from `bot/settings.py`.

| name | default | meaning |
| --- | --- | --- |
"""


@dataclass(frozen=True)
class Setting:
    """One setting as an operator meets it; `default` is None when there is no value to show."""

    name: str
    default: str | None
    meaning: str
    secret: bool


def settings() -> Iterator[Setting]:
    """Every setting, in the order of `Settings`."""
    for field, info in Settings.model_fields.items():
        secret = info.annotation is SecretStr
        default = None if secret or info.default in (None, "") else _plain(info.default)
        meaning = " ".join((info.description or "").split())
        if limits := _limits(info):
            meaning = f"{meaning} {limits}"
        yield Setting(info.alias or field.upper(), default, meaning, secret)


def _plain(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _limits(info: FieldInfo) -> str:
    """What may stand there, in words: `One of debug, info.`, `At least 1, at most 50.`"""
    if get_origin(info.annotation) is Literal:
        return f"One of {', '.join(map(str, get_args(info.annotation)))}."
    words = []
    for limit in info.metadata:
        match limit:
            case Ge(ge=bound):
                words.append(f"at least {bound}")
            case Gt(gt=bound):
                words.append(f"more than {bound}")
            case Le(le=bound):
                words.append(f"at most {bound}")
            case Lt(lt=bound):
                words.append(f"less than {bound}")
            case _:
                pass
    text = ", ".join(words)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def env_example() -> str:
    """The text of `.env.example`: secrets to fill in, everything else commented out at its default."""
    blocks = [
        f"# {one.meaning}\n{'' if one.secret else '#'}{one.name}={one.default or ''}\n" for one in settings()
    ]
    return "\n".join([ENV_HEAD, *blocks])


def configuration() -> str:
    """The text of `docs/configuration.md`: one row a setting."""
    rows = [
        f"| `{one.name}` | {f'`{one.default}`' if one.default else 'none'} | {meaning} |"
        for one in settings()
        for meaning in [one.meaning.replace("|", "&#124;")]
    ]
    return DOCS_HEAD + "\n".join(rows) + "\n"


def pages(root: Path = ROOT) -> dict[Path, str]:
    """What each generated file must hold."""
    docs = root / "docs"
    return {
        root / ".env.example": env_example(),
        docs / "configuration.md": configuration(),
        docs / "commands.md": commands.page(),
        docs / "actions.md": commands.ops_page(registry.specs().all),
    }


def out_of_step(root: Path = ROOT) -> list[str]:
    """The generated files that differ from the code, by their path below the root."""
    return [
        path.relative_to(root).as_posix()
        for path, text in pages(root).items()
        if not path.is_file() or path.read_text("utf-8") != text
    ]


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` name those that are out of step and leave with 1."""
    if "--check" in arguments:
        stale = out_of_step()
        for name in stale:
            print(f"{name} is out of step with the code: run `make docs`")
        return 1 if stale else 0
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
