"""`python -m bot` and `tocsin`: read the settings, hand the doors their makers, go."""

from __future__ import annotations

import sys

from pydantic import ValidationError

from bot import app, cli, logs
from bot.settings import Settings


def main() -> None:
    """The console entry point. A setting that cannot be read is one line and exit code 2."""
    try:
        settings = Settings()
    except ValidationError as problem:
        for error in problem.errors():
            name = ".".join(str(part) for part in error["loc"])
            print(f"tocsin: {name}: {error['msg']}. See docs/configuration.md.", file=sys.stderr)
        raise SystemExit(2) from problem
    logs.set_up(settings.log_level, settings.log_format)
    tocsin = cli.make(
        serve=lambda: app.serve(settings),
        open_desk=lambda: app.open_desk(settings),
        catalog=lambda: settings.catalog,
    )
    tocsin()


if __name__ == "__main__":
    main()
