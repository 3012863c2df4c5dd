"""What is promised: every figure with its budget. Read by `__main__` and `table`; the keys stay.

A figure whose room does not exist yet is null, and `<key>_why` says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = float | int | str | bool | None
Figures: TypeAlias = dict[str, Value]


@dataclass(frozen=True)
class Budget:
    """`limit` is what must not be reached, or with `least` what must be reached at least."""

    key: str
    what: str
    limit: float
    part: str
    unit: str = ""
    least: bool = False
    exactly: bool = False

    def kept(self, value: float) -> bool:
        """Whether `value` is within the budget."""
        if self.exactly:
            return value <= self.limit
        return value >= self.limit if self.least else value < self.limit

    @property
    def spoken(self) -> str:
        """The budget in words: "under 50 ms"."""
        word = "at most" if self.exactly else "at least" if self.least else "under"
        return f"{word} {self.limit:g}{' ' if self.unit else ''}{self.unit}"


BUDGETS = (
    Budget("ack_p99_ms", "durable ack, p99, 100 commands a second", 50, "ack", "ms"),
    Budget("ack_throughput_ratio", "acks a second over the hand-made transaction", 0.4, "ack", least=True),
    Budget("declare_round_trips", "Slack calls in sequence, declare to usable", 2, "declare", exactly=True),
    Budget("declare_s_at_100ms", "declare to usable, 100 ms a Slack call", 0.35, "declare", "s"),
    Budget("reminder_lateness_p99_s", "due to committed, p99, 10,000 open incidents", 2, "lateness", "s"),
    Budget("idle_cost_ratio", "idle queries, 10,000 open over none", 1.5, "idle"),
    Budget("postmortem_10k_s", "postmortem of 10,000 events", 2, "report", "s"),
    Budget("append_ratio", "appending event 10,000 over event 10", 1.2, "append"),
    Budget("list_100k_sql_ms", "home and list, 100,000 incidents", 50, "lists", "ms"),
    Budget("get_pods_vs_kubectl", "/ops get pods, 5,000 pods, over kubectl", 1, "pods"),
    Budget("compile_seeds_s", "compiling five runbooks", 0.5, ""),
    Budget("ready_s", "start to ready, database initialised", 3, "process", "s"),
    Budget("rss_mb", "resident memory, idle", 250, "process", "MB"),
)

NOT_YET = {
    "compile_seeds_s": "The runbook reader does not exist yet.",
}


def completed(figures: Mapping[str, Value]) -> Figures:
    """`figures` with every promised key: what was not measured is null, with the reason beside it."""
    whole = dict(figures)
    for budget in BUDGETS:
        if whole.get(budget.key) is None:
            whole[budget.key] = None
            why = NOT_YET.get(budget.key) or f"Not measured: `python -m bench {budget.part}` measures it."
            whole.setdefault(f"{budget.key}_why", why)
        else:
            whole.pop(f"{budget.key}_why", None)
    missed = [budget.key for budget in BUDGETS if is_missed(budget, whole[budget.key])]
    return whole | {"missed": ", ".join(missed)}


def is_missed(budget: Budget, value: Value) -> bool:
    """Whether `value` was measured and is outside its budget."""
    return isinstance(value, int | float) and not budget.kept(value)
