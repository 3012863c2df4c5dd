"""What may be typed after `/ops`, one row a way of typing it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.actions.registry import specs
from bot.domain import commands
from bot.domain.action import Call, Specs, by_words
from bot.domain.operations import Cluster, Operations
from bot.domain.policy import Catalog
from commands.grammar import Mistake
from commands.grammar.ops import CONTROLS, Form, ListChanges, OpsHelp, ShowChange, Undo, Use, parse_ops
from tests.commands.kit import CLOUD, HERE
from tests.runbooks.declared import RESTART, SCALE, SPECS

c: Any = commands

SYSTEM = replace(
    CLOUD, operations=Operations((Cluster("eu"),), namespace="shop", namespaces=("payments", "shop-jobs"))
)
PLACE = replace(HERE, catalog=Catalog((SYSTEM,)))


def ask(text):
    return parse_ops(text, PLACE, SPECS)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("get pods", "get pods"),
        ("/ops get pods", "get pods"),
        ("Get pods", "get pods"),
        ("kubectl get pods -n shop", "get pods -n shop"),
        ("rollout undo deployment/web —to-revision=2", "rollback deployment/web --to-revision=2"),
        ("rollback deploy web –-to-revision 2", "rollback deployment/web --to-revision=2"),
        ("rollback web —to‑revision=2", "rollback web --to-revision=2"),
        ("undo deployment/web", "rollback deployment/web"),
        ("get pods –n shop —l app=web", "get pods --selector=app=web -n shop"),
        ("get\u00a0pods\u200b", "get pods"),
        ("logs web --grep “connection reset”", "logs web --grep='connection reset'"),
        ("logs web --grep ‘it is 5’", "logs web --grep='it is 5'"),
        ("logs web --grep 'a | b > c; $(d) `e`'", "logs web --grep='a | b > c; $(d) `e`'"),
        ('logs web --grep "a | b \\"c\\" &amp;&amp; \\$d"', "logs web --grep='a | b \"c\" && $d'"),
        ("logs web --grep 'it'\"'\"'s'", "logs web --grep='it'\"'\"'s'"),
        ("logs web --grep=end$", "logs web --grep='end$'"),
        (
            "set image web api=<http://eu.gcr.io/shop/web:2|eu.gcr.io/shop/web:2>",
            "set image web api=eu.gcr.io/shop/web:2",
        ),
        ("scale web \\\n  --replicas=10 \\ \n -n shop", "scale web --replicas=10 -n shop"),
        (
            "patch hpa web -p ‘{“spec”:{“minReplicas”:3}}’",
            'patch hpa web --patch=\'{"spec":{"minReplicas":3}}\'',
        ),
        ('patch hpa web -p "{\\"spec\\":{}}"', "patch hpa web --patch='{\"spec\":{}}'"),
        ("patch hpa web -p '{\n  \"spec\": {}\n}'", "patch hpa web --patch='{\"spec\":{}}'"),
        ("set env web DB_PASSWORD=hunter22", "set env web DB_PASSWORD=***"),
        ("restart all", "restart all"),
    ],
)
def test_an_action_is_understood(text, line):
    asked = ask(text)
    assert isinstance(asked, Use), asked
    assert asked.line == line


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", OpsHelp()),
        ("help", OpsHelp()),
        ("?", OpsHelp()),
        ("help rollback", OpsHelp("rollback")),
        ("help kubectl rollout undo", OpsHelp("rollback")),
        ("help rolback", OpsHelp("rollback")),
        ("rollout undo --help", OpsHelp("rollback")),
        ("logs web -h", OpsHelp("logs")),
        ("approve help", OpsHelp("approve")),
        ("help set-env", OpsHelp("set-env")),
        ("undo 3", Undo(3)),
        ("Undo #3", Undo(3)),
        ("approve 12", c.Approve(12)),
        ("reject 3 it's the wrong one; wait", c.Reject(3, "it's the wrong one; wait")),
        ("reject 3", c.Reject(3, "")),
        ("withdraw 3", c.Withdraw(3)),
        ("break-glass 3 nobody's awake", c.BreakGlass(3, "nobody's awake")),
        ("break—glass 3 x", c.BreakGlass(3, "x")),
        ("stop 2", c.StopFollowing(2)),
        ("status 3", ShowChange(3)),
        ("status", ListChanges()),
        ("list", ListChanges()),
        ("freeze restore is running", c.FreezeChanges("", "restore is running")),
        ("freeze all restore & wait", c.FreezeChanges("", "restore & wait")),
        ("freeze payments: restore", c.FreezeChanges("payments", "restore")),
        ("freeze -n kube-system restore", c.FreezeChanges("kube-system", "restore")),
        ("freeze --namespace=kube-system restore", c.FreezeChanges("kube-system", "restore")),
        ("thaw", c.ThawChanges("")),
        ("thaw all", c.ThawChanges("")),
        ("thaw all restored", c.ThawChanges("", "restored")),
        ("thaw shop", c.ThawChanges("shop")),
        ("scale", Form("scale", {})),
        ("scale web -n shop", Form("scale", {"workload": "web", "namespace": "shop"})),
        ("patch hpa web", Form("patch", {"object": ["hpa", "web"], "type": "strategic"})),
    ],
)
def test_a_word_of_control_is_understood(text, meant):
    assert ask(text) == meant


@pytest.mark.parametrize(
    ("text", "says", "nearest"),
    [
        ("get pods | grep web", "`|` means nothing here: no shell runs this", "get pods"),
        ("get pods && get svc", "`&&`", "get pods"),
        ("get pods || get svc", "`||`", "get pods"),
        ("get pods; get svc", "`;`", "get pods"),
        ("get pods & get svc", "`&`", None),
        ("get pods > pods.txt", "`>`", "get pods"),
        ("get pods &gt;&gt; pods.txt", "`>>`", "get pods"),
        ("get pods < in", "`<`", "get pods"),
        ("get <(x)", "`<(`", None),
        ("logs $(get pods)", "`$(`", "help"),
        ("logs ${POD}", "`${`", "help"),
        ("logs $POD", "`$POD`", "help"),
        ('logs web --grep "$POD"', "`$POD`", None),
        ('logs web --grep "$(x)"', "`$(`", None),
        ("logs web --grep “`x`”", "backtick", None),
        ("`get pods`", "backtick", None),
        ("get pods\nget svc", "line break", "get pods"),
        ("get pods \\; ls", "backslash", None),
        ("logs <pod-name>", "`<pod-name>` stands for something", None),
        ("logs {{ pod }}", "stands for something", None),
        ("logs <@U123>", "a person or a channel", None),
        ("get pods 'x", "never closed", None),
        ("get pods —token=x", "`--token` hands over credentials", None),
        ("get pods “--server=https://x”", "`--server`", None),
        ("get pods --dry-run=none", "`--dry-run`", None),
        ("rollbak web", "Did you mean `rollback`?", "rollback web"),
        ("aprove 3", "Did you mean `approve`?", "approve 3"),
        ("xyzzy", "There is no action `xyzzy`", "help"),
        ("exec -it web -- sh", "`exec` opens a way into a container", None),
        ("approve", "Which change?", "list"),
        ("approve it", "Which change?", "list"),
        ("approve 3 now", "a number and nothing else", "approve 3"),
        ("undo", "Which change?", "list"),
        ("undo 3 4", "a number and nothing else", "undo 3"),
        ("break-glass 3", "Say why", None),
        ("freeze", "Say why", None),
        ("freeze shop", "Say why", None),
        ("freeze paymnets restore", "Did you mean `payments`?", None),
        ("thaw nowhere", "Namespaces: payments, shop, shop-jobs", "thaw all"),
        ("logs " + "x" * 30_000, "too long", None),
    ],
)
def test_a_mistake_says_what_is_wrong_and_what_to_write(text, says, nearest):
    answer = ask(text)
    assert isinstance(answer, Mistake)
    assert says.casefold() in answer.message.casefold()
    assert answer.nearest == nearest if nearest else answer.nearest


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name)
def test_every_example_of_a_control_word_works(control):
    for example in control.examples:
        assert not isinstance(ask(example), Mistake | Use)


@pytest.mark.parametrize("spec", SPECS.all, ids=lambda spec: spec.name)
def test_every_example_of_an_action_works(spec):
    for example in spec.examples:
        asked = ask(example)
        assert isinstance(asked, Use), asked
        assert asked.call.action == spec.name


def test_in_an_incident_of_a_service_the_workload_may_be_left_out():
    needed = replace(RESTART, params=(replace(RESTART.params[0], required=True),))
    both = replace(SCALE, params=(replace(SCALE.params[0], required=True), *SCALE.params[1:]))
    specs, service = Specs((needed, both)), SYSTEM.services[0]
    assert parse_ops("restart", PLACE, specs) == Form("restart", {})
    assert parse_ops("restart", PLACE, specs, service) == Use(Call("restart"), "restart")
    assert parse_ops("scale", PLACE, specs, service) == Form("scale", {})
    assert parse_ops("scale --replicas=3", PLACE, specs, service) == Use(
        Call("scale", {"replicas": 3}), "scale --replicas=3"
    )


def test_no_word_means_two_controls():
    words = [word for control in CONTROLS for word in (control.name, *control.aliases)]
    assert len(words) == len(set(words))


def test_a_secret_in_a_mistake_is_not_said_again():
    answer = ask("set env web ghp_abcdefghijklmnopqrstuvwxyz012345")
    assert isinstance(answer, Mistake)
    assert "ghp_" not in answer.message + answer.nearest


def test_no_other_word_for_one_of_ours_hides_an_action():
    others = {alias for control in CONTROLS for alias in control.aliases}
    assert not others & {way[0] for way in by_words(specs().all)}
