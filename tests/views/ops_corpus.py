"""A change to a cluster in every stage, and a system that has clusters: what the `test_ops*` files draw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.domain.action import Call, Health, Param, Risk, Spec, Target, Type
from bot.domain.changes import CHECKING, COUNTED, NOT_COUNTED, Change, Following, Plan, Stage, Vote
from bot.domain.incident import Incident
from bot.domain.operation import Operation
from bot.domain.operations import Cluster, Operations
from bot.domain.policy import System
from bot.domain.stream import Post
from bot.domain.words import EMPTY, Words
from tests.views.corpus import DECLARED, NOW, SYSTEM

ID = "ch_7Q4nX2vR9"
NAMES = {"@sre": "S0SRE", "ada@shop.test": "U0ADA", "U0ADA": "Ada"}

OPS: System = replace(
    SYSTEM,
    operations=Operations(
        clusters=(Cluster("prod", "Production EU"), Cluster("staging")),
        cluster="prod",
        namespace="shop",
        namespaces=("shop", "jobs"),
        groups={"sre": ("@sre", "ada@shop.test")},
        break_glass=("sre",),
    ),
)

DIFF = """\
 spec:
   replicas: 3
   template:
     spec:
       containers:
       - name: web
-        image: shop/web:812
+        image: shop/web:811
"""

PLAN = Plan(
    target=Target("prod", "shop", "Deployment", "web", "0b1e"),
    title=Words("Roll back deployment/web to revision 11"),
    diff=Words(DIFF),
    digest="9f2c4e11aabb" + "0" * 52,
    risk="change",
    request="PATCH /apis/apps/v1/namespaces/shop/deployments/web",
    generation=14,
    revision="11",
    warnings=(Words("Managed by Argo CD (app shop): it will roll this forward again."),),
    binding=Words("RoleBinding shop/deployers (Role deployer)"),
    masked=2,
    undo=Call("rollback", {"workload": "deployment/web", "revision": 12}),
    undo_title=Words("roll back deployment/web to revision 12"),
    dropped=(Words("spec.template.spec.fooBar"),),
)

ASKED = Change(3, ID, "rollback", Words("rollback web"), "U0ADA", NOW, "prod", "shop")

PENDING = replace(
    ASKED,
    stage=Stage.PENDING,
    planned=7,
    target=PLAN.target,
    title=PLAN.title,
    digest=PLAN.digest,
    risk=PLAN.risk,
    approvers=2,
    groups=("sre",),
    run_as="requester",
    expires=NOW + timedelta(minutes=15),
    undo=PLAN.undo,
    undo_title=PLAN.undo_title,
)

COUNTED_VOTES: tuple[Vote, ...] = (
    Vote("U0BO", NOW, COUNTED, Words("ClusterRoleBinding sre")),
    Vote("U0CY", NOW, COUNTED, Words("ClusterRoleBinding sre")),
)
BEFORE, DURING, AFTER = Health(3, 1, 3, 1, 14), Health(3, 1, 2, 1), Health(3, 3, 3, 3)


def stages(text: str = "") -> Iterator[tuple[str, Change]]:
    """The change in every state its message tells apart; `text` is in every word of it, if given."""
    said = Words(text)
    why = said or Words("The pool was exhausted; build 811 has the fix.")
    asked, pending, votes = ASKED, PENDING, COUNTED_VOTES
    if text:
        asked = replace(asked, line=said, action=text, cluster=text, namespace=text)
        target = Target(text, text, text, text)
        pending = replace(pending, line=said, title=said, undo_title=said, action=text, cluster=text)
        pending = replace(
            pending, namespace=text, target=target, digest=text, groups=(text,) * 8, runner=text
        )
        votes = tuple(replace(vote, says=said) for vote in votes)
    checked = Vote("U0DI", NOW, NOT_COUNTED, said or Words("no rule lets Di patch deployments in shop"))
    approved = replace(pending, stage=Stage.APPROVED, votes=votes, expires=NOW + timedelta(minutes=5))
    running = replace(approved, stage=Stage.RUNNING, begun=NOW, expires=None, health={"before": BEFORE})
    running = running if text else replace(running, runner="ada@shop.test")
    applied = replace(
        running,
        stage=Stage.APPLIED,
        applied=NOW + timedelta(seconds=1),
        health={"before": BEFORE, "after": DURING},
    )
    over = replace(applied, ended=NOW + timedelta(seconds=42), why=why)
    done = replace(over, stage=Stage.DONE, health=applied.health | {"done": AFTER})
    untouched = replace(pending, ended=NOW, expires=None, why=why)
    yield "planning", asked
    yield "pending", pending
    yield "danger", replace(pending, risk="danger", undo=None, undo_title=EMPTY)
    yield "voting", replace(pending, votes=(votes[0], Vote("U0EVE", NOW, CHECKING), checked))
    yield "undoing", replace(pending, undo=None, undo_title=EMPTY, undoes=2, replaces=1, groups=())
    yield "approved", approved
    yield "unapproved", replace(approved, approvers=0, votes=())
    yield "glass", replace(approved, votes=(), glass=True, ended_by="U0BO", why=why)
    yield "running", running
    yield "applied", applied
    yield "done", done
    yield "judged", replace(done, health=done.health | {"2m": AFTER, "10m": replace(AFTER, ready=0)})
    yield "kept", replace(done, kept=True)
    yield "undone", replace(done, undone=5)
    yield "glass done", replace(done, votes=(), glass=True, ended_by="U0BO")
    yield "failed", replace(over, stage=Stage.FAILED, why=why)
    yield "failed unsent", replace(over, stage=Stage.FAILED, applied=None)
    yield "unknown", replace(over, stage=Stage.UNKNOWN, applied=None)
    yield "drifted", replace(over, stage=Stage.DRIFTED, applied=None)
    yield "followed", replace(over, stage=Stage.DRIFTED, applied=None, followed=4)
    yield "refused", replace(asked, stage=Stage.REFUSED, why=why, ended=NOW)
    yield "rejected", replace(untouched, stage=Stage.REJECTED, ended_by="U0BO")
    yield "withdrawn", replace(untouched, stage=Stage.WITHDRAWN, ended_by="U0ADA", why=EMPTY)
    yield "expired", replace(untouched, stage=Stage.EXPIRED, votes=votes[:1])
    yield "not begun", replace(untouched, stage=Stage.EXPIRED, votes=votes)
    yield "never planned", replace(asked, stage=Stage.EXPIRED, ended=NOW)


def plan_of(text: str) -> Plan:
    """A plan whose every word is `text`, and there are many of them."""
    said = Words(text)
    return replace(
        PLAN, title=said, diff=said, digest=text, request=text, warnings=(said,) * 12, dropped=(said,) * 12,
        binding=said, undo_title=said, masked=4000,
    )  # fmt: skip


STAGES = dict(stages())


def incident(*changes: Change) -> Incident:
    return replace(DECLARED, changes=changes, asked=max((one.number for one in changes), default=0))


def operation(*changes: Change, title: str = "rollback web") -> Operation:
    return Operation(
        id="0p12",
        ref="OP-12",
        system="shop",
        title=Words(title),
        opened_by="U0ADA",
        opened_at=NOW,
        posts={"card": Post("C0INC", "1.1")},
        changes=changes,
        asked=len(changes),
        reads=5,
        following=(Following(4, Words(title), "U0ADA", NOW),),
    )


SPECS = (
    Spec("get", ("get",), "Look", "What there is, as a table.", Risk.READ,
         (Param("what", Type.RESOURCES, "what", required=True, many=True, help="Kinds or names."),
          Param("selector", Type.SELECTOR, "selector", ("-l", "--selector"), help="By label."),
          Param("watch", Type.SWITCH, "watch", ("-w", "--watch"), help="Keep it up to date.")),
         ("get pods", "/ops get deploy web -w"), follows="watch"),
    Spec("rollback", ("rollback", "rollout undo"), "Change", "Back to an earlier revision.", Risk.CHANGE,
         (Param("workload", Type.WORKLOAD, "workload", required=True, help="What to roll back."),
          Param("revision", Type.COUNT, "revision", ("--to-revision",), least=1, most=999,
                help="Which; the one before without."),
          Param("mode", Type.CHOICE, "mode", ("--mode",), choices=("fast", "slow"), default="fast")),
         ("rollback web --to-revision 11",), "It refuses a revision that is gone."),
    Spec("delete_pod", ("delete pod", "kill"), "Change", "Ends a pod.", Risk.DANGER,
         (Param("pod", Type.NAME, "pod", required=True),
          Param("env", Type.PAIRS, "env", ("--env",), many=True),
          Param("grace", Type.LENGTH, "grace", ("--grace",), most=600))),
)  # fmt: skip
