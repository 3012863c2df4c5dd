"""The three ways a thing can fail, for every room of the house.

    Problem
    ├── Refused     the person can do something about it: what, why, what to do next
    ├── Temporary   the worker tries again, after `after` seconds where the vendor said so
    └── Permanent   the worker parks the job and says it in the channel

Vendor errors become one of these in their port and nowhere else.
"""

from __future__ import annotations


class Problem(Exception):
    """The root: nothing else is raised on purpose between rooms."""


class Refused(Problem):
    """An answer for the person who asked, already in words they can act on."""


class Temporary(Problem):
    """The same call may work later.

    `after` is in seconds of the vendor's clock, None when the vendor named no time. With `outage` the
    vendor serves nobody or asked us to wait: no fault of the job, so it is never parked for it.
    """

    def __init__(self, message: str, after: float | None = None, outage: bool = False) -> None:
        super().__init__(message)
        self.after = after
        self.outage = outage


class Permanent(Problem):
    """Repeating the call changes nothing; `code` is the vendor's own word for it."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code
