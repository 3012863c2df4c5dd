"""The words of work on clusters, as files: a change to them shows in review, line by line.

`TOCSIN_GOLDEN=write pytest tests/views/test_ops_golden.py` writes them anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain import events as e
from bot.domain.words import Words
from bot.views import ids, kit
from bot.views.card import card
from bot.views.lines import line
from bot.views.modals import ops as forms
from bot.views.ops.change import change
from bot.views.ops.closing import closing
from bot.views.ops.help import help_text
from bot.views.ops.listing import listing
from bot.views.ops.operation import operation as head
from bot.views.ops.output import failed, output
from bot.views.said import said
from tests.views.corpus import NOW
from tests.views.ops_corpus import AFTER, DURING, NAMES, OPS, PLAN, SPECS, STAGES, incident, operation

GOLDEN = Path(__file__).parent / "golden_ops"
LATER = NOW + timedelta(seconds=30)
LONG = replace(PLAN, diff=Words("\n".join(f"+ line {n}" for n in range(400))))
EVENTS = ["Warning  BackOff  pod/web-1  restarting failed container"] * 7
DONE, EARLIER = STAGES["done"], replace(STAGES["judged"], number=2, id="ch_other", action="scale")
TABLE = "NAME    READY   STATUS    RESTARTS\n" + "\n".join(f"web-{n}   1/1     Running   0" for n in range(3))


def drawn(name: str, plan: Any = PLAN, **more: Any) -> Callable[[], kit.Message]:
    one = STAGES[name]
    return lambda: change(incident(one), one, plan if one.planned else None, OPS, LATER, NAMES, **more)


def told(event: e.Event, name: str = "done", actor: str = "tocsin") -> Callable[[], kit.Message | None]:
    fact = e.Fact(12, LATER, actor, event)
    return lambda: said(fact, incident(STAGES[name]), OPS, LATER, NAMES)


def read(text: str, form: str, following: bool = False, masked: int = 0) -> kit.Message:
    stop = ids.join("5f2a", 4) if following else ""
    line = "/ops get pods" if form == "table" else "/ops logs web -f"
    summary = "3 pods, 3 ready"
    return output(line, "U0ADA", "prod", "shop", summary, text, masked, form, following, stop).message


CASES: dict[str, Callable[[], Any]] = {
    **{f"change_{name.replace(' ', '_')}": drawn(name) for name in STAGES
       if name not in ("applied", "failed")},
    "change_applied": drawn("applied", progress=DURING, said="Waiting for 2 of 3 pods."),
    "change_failed": drawn("failed", events=EVENTS),
    "change_long": drawn("pending", LONG),
    "change_long_whole": drawn("pending", LONG, whole=True),
    "said_glass": told(e.GlassBroken(3, Words("all payments fail"), LATER), "glass", "U0BO"),
    "said_rejected": told(e.ChangeRejected(3, Words("811 leaks memory")), "rejected", "U0BO"),
    "said_expired": told(e.ChangeExpired(3, LATER), "expired"),
    "said_drifted": told(e.RunDrifted(3, Words("generation 14 is 15 now; replicas 3 are 5")), "drifted"),
    "said_failed": told(e.RunFailed(3, Words("2 of 3 pods do not become ready"), True), "failed"),
    "said_unknown": told(e.RunUnknown(3, Words("deployment/web runs shop/web:811")), "unknown"),
    "said_finished": told(e.RunFinished(3, Words("3 of 3 pods are updated and ready"), AFTER)),
    "said_worse": told(e.VerdictTaken(3, 2, "worse", replace(AFTER, ready=0)), "judged"),
    "said_plan_refused": told(e.PlanRefused(3, Words("there is no revision 99, only 9 to 12")), "refused"),
    "said_read_failed": told(e.ReadFailed(4, Words("the cluster did not answer in 10 s"))),
    "said_frozen": told(e.Frozen("shop", "jobs", Words("the migration runs")), actor="U0BO"),
    "said_thawed": told(e.Thawed("shop", ""), actor="U0BO"),
    "output_table": lambda: read(TABLE, "table", masked=3),
    "output_log": lambda: read("\n".join(f"12:{n:04} GET /pay 500" for n in range(900)), "log", True),
    "output_failed": lambda: failed("/ops get pods", "U0ADA", "prod", "shop", "No answer in 10 s."),
    "operation": lambda: head(operation(STAGES["pending"]), OPS, LATER),
    "operation_read": lambda: head(operation(title="get pods"), OPS, LATER),
    "list": lambda: listing(incident(EARLIER, DONE), LATER, NAMES),
    "closing": lambda: closing(incident(EARLIER, DONE), LATER),
    "card": lambda: card(incident(EARLIER, DONE), OPS, LATER),
    "help": lambda: help_text(SPECS, own=(("list", "Changes, and what can be undone."),)),
    "help_one": lambda: help_text(SPECS, "rollout undo"),
    "modal_reject": lambda: forms.reject(incident(), STAGES["pending"]),
    "modal_glass": lambda: forms.break_glass(incident(), STAGES["pending"], OPS, NAMES),
    "modal_form": lambda: forms.form(
        SPECS[1], OPS, {"workload": "deployment/web"}, {"workload": ["deployment/web", "deployment/api"]},
        stream="5f2a", channel="C0INC7",
    ),
    "modal_danger": lambda: forms.form(SPECS[2], OPS, stream="5f2a"),
    "modal_loading": lambda: forms.loading(SPECS[0]),
    "lines": lambda: [line(e.Fact(n, NOW, "U0ADA", event)) for n, event in enumerate(STORY)],
}  # fmt: skip

STORY: list[e.Event] = [
    e.PlanAsked(3, "ch", "rollback", Words("rollback web"), "prod", "shop", undoes=2),
    e.PlanMade(3, PLAN, 2, ("sre",), "requester", LATER),
    e.ApprovalGiven(3),
    e.VoteCounted(3, "U0BO", Words("ClusterRoleBinding sre")),
    e.ChangeApproved(3, LATER),
    e.RunStarted(3, "ada@shop.test", DURING),
    e.RunApplied(3, Words("deployment.apps/web patched"), 15, DURING),
    e.RunFinished(3, Words("3 of 3 updated"), AFTER),
    e.VerdictTaken(3, 2, "better", AFTER),
    e.MitigationsKept((3,), Words("811 stays until Monday")),
]


def _plain(shown: Any) -> Any:
    if isinstance(shown, kit.Message):
        return {"text": shown.text, "blocks": list(shown.blocks)}
    return json.loads(json.dumps(shown))


@pytest.mark.parametrize("name", CASES)
def test_the_words_are_those_of_the_golden_file(name):
    shown, path = _plain(CASES[name]()), GOLDEN / f"{name}.json"
    if os.environ.get("TOCSIN_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(json.dumps(shown, ensure_ascii=False, indent=1) + "\n", "utf-8")
    assert shown == json.loads(path.read_text("utf-8"))


def test_no_golden_file_is_left_over():
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(CASES)
