"""The whole of a plan as plain text, for the file that stands below a message it does not fit."""

from __future__ import annotations

from bot.domain.changes import Change, Plan


def document(change: Change, plan: Plan) -> str:
    """Everything people agree to, in the order of the message. Masked already, like all of a plan."""
    target = plan.target
    where = ", ".join(filter(None, (target.cluster, target.namespace and f"namespace {target.namespace}")))
    parts = [
        f"Change {change.number}: {plan.title}",
        f"{where}, {target.title} ({target.uid})",
        f"{plan.request}\nplan {plan.digest}",
        "\n".join(f"Warning: {one}" for one in plan.warnings),
        "\n".join(f"The server drops {one}" for one in plan.dropped),
        str(plan.diff),
    ]
    return "\n\n".join(part for part in parts if part.strip()) + "\n"
