"""Trouble on demand for the API server: which fault the next matching request meets. Ordered by the driver.

Its seconds are real ones, like those of `sandbox.faults`, whose gate holds the held calls.
"""

import itertools
from dataclasses import dataclass
from typing import Any

from sandbox.cluster.paths import Ask
from sandbox.cluster.status import (
    Refusal,
    bad_request,
    broken,
    conflict,
    details,
    not_found,
    rejected,
    unauthorized,
)
from sandbox.faults import Faults as Gate

CUTS = ("reset_before", "reset_after", "hold", "hold_after", "slow")
REFUSALS = ("401", "403", "404", "409", "422", "429", "500", "503", "nodryrun")
KINDS = (*REFUSALS, *CUTS)


@dataclass(slots=True)
class Fault:
    n: int
    verb: str
    resource: str
    kind: str
    count: int
    seconds: float | None
    after: int = 0
    """how many matching requests it lets pass first"""

    def meets(self, ask: Ask, dry_run: bool) -> bool:
        if self.kind == "nodryrun" and not dry_run:
            return False
        return self.verb in (ask.verb, "*") and self.resource in (ask.full_resource, "*")

    def shown(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


class Faults:
    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._active: list[Fault] = []
        self.gate = Gate()

    def add(
        self,
        kind: str,
        verb: str = "*",
        resource: str = "*",
        count: int = 1,
        seconds: float | None = None,
        after: int = 0,
    ) -> Fault:
        """Raises ValueError for a kind that does not exist."""
        if kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        fault = Fault(next(self._numbers), verb, resource, kind, count, seconds, after)
        self._active.append(fault)
        return fault

    def take(self, ask: Ask, dry_run: bool) -> Fault | None:
        """The fault this request meets, used up by one."""
        for fault in self._active:
            if fault.meets(ask, dry_run):
                if fault.after > 0:
                    fault.after -= 1
                    continue
                fault.count -= 1
                if fault.count <= 0:
                    self._active.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        self._active.clear()
        self.gate.clear()

    def shown(self) -> dict[str, Any]:
        return {"faults": [f.shown() for f in self._active], "held": self.gate.held}


def refusal(fault: Fault, ask: Ask, denied: Refusal) -> Refusal | None:
    """What the request is told, None for a fault of the wire. `denied` is the 403 RBAC would have said."""
    match fault.kind:
        case "401":
            return unauthorized()
        case "403":
            return denied
        case "404":
            return not_found(ask.resource, ask.group, ask.name)
        case "409":
            return conflict(ask.resource, ask.group, ask.name)
        case "422":
            return rejected()
        case "429":
            text = "Too many requests, please try again later.\n"
            return Refusal(429, "TooManyRequests", text, headers=_after(fault), text=text)
        case "500":
            return broken("etcdserver: request timed out")
        case "503":
            message = "the server is currently unable to handle the request"
            return Refusal(503, "ServiceUnavailable", message, details(ask.resource, ask.group, ask.name))
        case "nodryrun":
            return bad_request('admission webhook "policy.sandbox.test" does not support dry run')
    return None


def _after(fault: Fault) -> dict[str, str]:
    return {"Retry-After": str(int(fault.seconds or 1))}
