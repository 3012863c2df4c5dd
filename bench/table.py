"""The figures as a table for people. Called by `__main__`."""

from __future__ import annotations

from bench.budgets import BUDGETS, Budget, Figures, Value, is_missed

HEAD = ("what", "key", "budget", "measured", "")


def drawn(figures: Figures) -> str:
    """Every promised figure with its budget; then what else was found, and what is missed."""
    rows = [HEAD, *(_row(budget, figures) for budget in BUDGETS)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    promised = {budget.key for budget in BUDGETS}
    beside = {
        key: value for key, value in figures.items() if key not in promised and not key.endswith("_why")
    }
    longest = max(map(len, beside), default=0)
    lines += ["", "beside"] + [f"  {key.ljust(longest)}  {_shown(value)}" for key, value in beside.items()]
    missed = [budget for budget in BUDGETS if is_missed(budget, figures[budget.key])]
    lines += ["", *(_verdict(budget, figures) for budget in missed)]
    return "\n".join(lines if missed else [*lines, "No budget is missed."])


def _row(budget: Budget, figures: Figures) -> tuple[str, str, str, str, str]:
    value = figures[budget.key]
    if value is None:
        return budget.what, budget.key, budget.spoken, "-", str(figures[f"{budget.key}_why"])
    verdict = "MISSED" if is_missed(budget, value) else "ok"
    return budget.what, budget.key, budget.spoken, _shown(value), verdict


def _verdict(budget: Budget, figures: Figures) -> str:
    return f"missed: {budget.what}: {_shown(figures[budget.key])}, budget {budget.spoken}"


def _shown(value: Value) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
