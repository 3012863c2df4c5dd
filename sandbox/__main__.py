"""`python -m sandbox`: start the vendors, say in one line of JSON where they are, stay until told to stop."""

import argparse
import asyncio
import contextlib
import json
import signal
import sys

from sandbox.server import start


def main() -> None:
    options = argparse.ArgumentParser(prog="sandbox", description="The vendors' side of the wire, locally.")
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=0, help="0 takes a free one")
    options.add_argument("--people", type=int, default=0, help="at least so many people")
    options.add_argument("--no-limits", action="store_true", help="no rate limits")
    asyncio.run(_run(options.parse_args()))


async def _run(options: argparse.Namespace) -> None:
    sandbox = await start(options.port, options.host, people=options.people, limits=not options.no_limits)
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(json.dumps(sandbox.facts()) + "\n")
        sys.stdout.flush()
    await told.wait()
    await sandbox.stop()


if __name__ == "__main__":
    main()
