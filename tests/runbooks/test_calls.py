"""A command, given as words, becomes the call it means, or a sentence: never anything else."""

from __future__ import annotations

import re
import shlex

import pytest

from bot.domain.action import Call
from bot.runbooks.calls import Wrong, canonical, read
from tests.house.tree import ROOT
from tests.runbooks.declared import ALL, spec, understood

ACTIONS = {
    "rollout undo": "rollback",
    "rollout restart": "restart",
    "rollout status": "rollout.status",
    "rollout history": "rollout.history",
    "set image": "set-image",
    "set env": "set-env",
    "set resources": "set-resources",
    "get events": "events",
}
SEEDS = ROOT.parent / "shared" / "seeds"


def call(line):
    """What the line means, without the defaults, for a comparison that says only what matters."""
    found = understood(line)
    declared = {param.name: param for param in spec(found.action).params}
    args = {name: value for name, value in found.args.items() if value != declared[name].default}
    return found.action, args, found.namespace or ("*" if found.all_namespaces else "")


def wrong(line):
    found = read(shlex.split(line), ALL)
    assert isinstance(found, Wrong), found
    return found


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("get pods", ("get", {"resources": ["pods"]}, "")),
        ("kubectl -n shop get pods", ("get", {"resources": ["pods"]}, "shop")),
        ("kubectl get -n shop pods", ("get", {"resources": ["pods"]}, "shop")),
        ("get pods --namespace shop", ("get", {"resources": ["pods"]}, "shop")),
        ("get pods -nshop -owide", ("get", {"resources": ["pods"], "output": "wide"}, "shop")),
        ("get -n=shop pods,svc -o=yaml", ("get", {"resources": ["pods,svc"], "output": "yaml"}, "shop")),
        ("get Deployment/web sts/db", ("get", {"resources": ["deployment/web", "sts/db"]}, "")),
        (
            "get certificates.cert-manager.io -A",
            ("get", {"resources": ["certificates.cert-manager.io"]}, "*"),
        ),
        (
            "get pods -l app=web,tier!=cache",
            ("get", {"resources": ["pods"], "selector": "app=web,tier!=cache"}, ""),
        ),
        (
            "get po -l 'env in (a, b), !old'",
            ("get", {"resources": ["po"], "selector": "env in (a,b),!old"}, ""),
        ),
        (
            "get pods --field-selector spec.nodeName=n.1",
            ("get", {"resources": ["pods"], "field_selector": "spec.nodeName=n.1"}, ""),
        ),
        ("get events", ("events", {}, "")),
        (
            "logs deployment/web -f --tail=100",
            ("logs", {"target": ["deployment/web"], "follow": True, "tail": 100}, ""),
        ),
        ("logs deploy web", ("logs", {"target": ["deploy", "web"]}, "")),
        ("rollout status deploy web", ("rollout.status", {"workload": "deployment/web"}, "")),
        ("rollout status Deployment.v1.apps/web", ("rollout.status", {"workload": "deployment/web"}, "")),
        (
            "logs pod/web -fp",
            ("logs", {"target": ["pod/web"], "follow": True, "previous": True}, ""),
        ),
        ("logs web --tail=-1 --follow=false", ("logs", {"target": ["web"], "tail": -1, "follow": False}, "")),
        ("logs --since=1h30m", ("logs", {"since": 5400}, "")),
        ("logs web --since 90", ("logs", {"target": ["web"], "since": 90}, "")),
        ("logs web --since=1.5h", ("logs", {"target": ["web"], "since": 5400}, "")),
        ("logs web --since=2d", ("logs", {"target": ["web"], "since": 172_800}, "")),
        ("log web --grep 'a | b'", ("logs", {"target": ["web"], "grep": "a | b"}, "")),
        (
            "rollout -n shop undo sts/db --to-revision 2",
            ("rollback", {"workload": "statefulset/db", "to_revision": 2}, "shop"),
        ),
        ("ROLLOUT restart ds/agent", ("restart", {"workload": "daemonset/agent"}, "")),
        (
            "rollout status web --watch=false --timeout=10m",
            ("rollout.status", {"workload": "web", "watch": False, "timeout": 600}, ""),
        ),
        ("scale --replicas=0 deployment web", ("scale", {"workload": "deployment/web", "replicas": 0}, "")),
        (
            "set image web api=shop/web@sha256:ab *=shop/x",
            ("set-image", {"workload": "web", "images": {"api": "shop/web@sha256:ab", "*": "shop/x"}}, ""),
        ),
        ("set env A=b=c", ("set-env", {"env": {"A": "b=c"}}, "")),
        (
            "set env web A= B- C='x y'",
            ("set-env", {"workload": "web", "env": {"A": "", "B": None, "C": "x y"}}, ""),
        ),
        (
            "set resources web --limits=cpu=2,memory=4Gi --limits=ephemeral-storage=1Gi",
            (
                "set-resources",
                {"workload": "web", "limits": {"cpu": "2", "memory": "4Gi", "ephemeral-storage": "1Gi"}},
                "",
            ),
        ),
        (
            'patch hpa web --type merge -p \'{"spec":{"minReplicas":3}}\'',
            ("patch", {"object": ["hpa", "web"], "type": "merge", "patch": {"spec": {"minReplicas": 3}}}, ""),
        ),
        ("patch hpa web -p '{“spec”:{}}'", ("patch", {"object": ["hpa", "web"], "patch": {"spec": {}}}, "")),
        ("auth can-i '*' deployments.apps", ("can-i", {"words": ["*", "deployments.apps"]}, "")),
    ],
)
def test_it_is_understood(line, meant):
    assert call(line) == meant


def test_the_cluster_is_named_by_either_flag():
    for flag in ("--cluster=eu-1", "--context eu-1", "--cluster eu-1"):
        assert understood(f"get pods {flag}").cluster == "eu-1"


def test_defaults_are_bound_too():
    assert understood("logs web").args == {"target": ["web"], "tail": 200}


@pytest.mark.parametrize(
    "flag",
    [
        "--server",
        "--token",
        "--as",
        "--as-group",
        "--kubeconfig",
        "--username",
        "--password",
        "--client-key",
        "--client-certificate",
        "--certificate-authority",
        "--insecure-skip-tls-verify",
        "--cache-dir",
        "--user",
        "--tls-server-name",
        "--dry-run",
        "-s",
    ],
)
@pytest.mark.parametrize(
    "shape",
    [
        "get pods {}",
        "get pods {}=x",
        "get pods {} x",
        "{}=x get pods",
        "{} get pods",
        "get {}=none pods",
        "kubectl {} x rollout undo web",
        "rollout {}=x undo web",
        "get pods -n {}",
        "logs --grep {}=x",
        "logs --grep={}=x",
        "scale web --replicas=3 {}=client",
        "patch hpa web -p {}=x",
    ],
)
def test_flags_that_reach_elsewhere_are_refused_by_name(flag, shape):
    found = wrong(shape.format(flag))
    assert f"`{flag}`" in found.message


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("", "empty"),
        ("kubectl", "empty"),
        ("-n shop", "No action is named"),
        ("exec -it web -- sh", "`exec` opens a way into a container"),
        ("delete pod web", "`delete` makes a change"),
        ("rollout", "rollout history, rollout restart, rollout status, rollout undo"),
        ("get --raw /livez", "`--raw`"),
        ("get pods --frob", "There is no flag `--frob`"),
        ("get pods -z", "There is no flag `-z`"),
        ("logs web -it", "`-i` needs a terminal"),
        ("logs web -fc api", "more than one flag"),
        ("logs web --tail", "needs something after it"),
        ("logs web --tail --follow", "looks like another flag"),
        ("logs web --tail -1", "looks like another flag"),
        ("logs web --tail=many", "whole number"),
        ("logs web --tail=9999", "at most 5000"),
        ("logs web --tail=-2", "at least -1"),
        ("logs web --tail=1 --tail=2", "given twice"),
        ("logs web --since=soon", "`1h30m`"),
        ("logs web --since=60d", "at most 744h"),
        ("logs web --since=", "is empty"),
        ("logs web -- ls", "`--` hands something to a program"),
        ("logs web -", "`-` hands something"),
        ("rollout status deploy", "Which deployment?"),
        ("rollout status svc/web", "no kind of workload"),
        ("rollout status deployment.example.com/web", "no kind of workload"),
        ("rollout status Web_1", "no name of Kubernetes"),
        ("rollout status web api", "no use for `api`"),
        ("get", "needs `kind`"),
        ("get pods deploy/web", "not both"),
        ("get deploy/web pods", "not both"),
        ("get pods ../../x", "not both"),
        ("get pods x..y", "no name of Kubernetes"),
        ("get deploy/../secrets", "no name of Kubernetes"),
        ("get pods?watch=1", "no kind of object"),
        ("get pods -o jsonpath={.items}", "Choose one of: `wide`"),
        ("get pods -l app=", None),
        ("get pods -l 'app=a b'", "no selector"),
        ("get pods -n Shop", "no name of Kubernetes"),
        ("get pods --cluster=a;b", "no name of a cluster"),
        ("get pods -A -n shop", "Write one of them"),
        ("restart web -A", "changes nothing"),
        ("restart deployment --all", "`--all`"),
        ("scale web", "needs `--replicas`"),
        ("scale web --replicas=-1", "looks like another flag|at least 0"),
        ("rollback web --to-revision=0", "at least 1"),
        ("rollback web --to-revison=2", "Did you mean `--to-revision`?"),
        ("set env web", "needs `KEY=value`"),
        ("set env web A=1 A=2", "given twice"),
        ("set env web A=***", "was hidden"),
        ("set env web 1=2 x", "takes `KEY=value`"),
        ("patch hpa web -p spec", "no JSON"),
        ("patch hpa web -p 'spec: {minReplicas: 3}'", "YAML is not read"),
        ("patch hpa web -p 3", "neither an object nor a list"),
        ('patch hpa web -p \'{"a":1,"a":2}\'', "stands twice"),
        ("patch hpa web -p '{\"a\":NaN}'", "NaN"),
        ("patch hpa web -p '{\"a\":1e999}'", "too large"),
        ('patch hpa web -p \'{"a":"\\u0000"}\'', "cannot be stored"),
        ('patch hpa web -p \'{"a":"***"}\'', "was hidden"),
        ("patch hpa web -p '" + "[" * 5000 + "]" * 5000 + "'", "nested too deep"),
        ("patch hpa web -p '[\"" + "x" * 20_000 + "\"]'", "too large"),
        ("top nothing", "Choose one of"),
    ],
)
def test_what_is_not_understood_is_answered_and_never_let_through(line, says):
    if says is None:
        assert call(line)
        return
    assert re.search(says, wrong(line).message) or says in wrong(line).message


def test_a_typo_is_answered_with_the_line_that_was_meant():
    assert wrong("rollbak web -n shop").nearest == "rollback web -n shop"
    assert wrong("rolout undo web").nearest == "rollout undo web"
    assert wrong("rollback web --to-revison=2").nearest == "rollback web --to-revision=2"
    assert wrong("frobnicate the thing").nearest == ""


def test_what_is_missing_is_named_with_what_is_known():
    found = wrong("scale web -n shop")
    assert (found.action, found.lacks) == ("scale", ("replicas",))
    assert found.so_far == Call("scale", {"workload": "web"}, "", "shop")


def test_a_line_has_one_spelling():
    spelt = {
        canonical(understood(line), spec("rollback"))
        for line in (
            "kubectl -n shop rollout undo deploy web --to-revision 2",
            "rollback deployment/web -nshop --to-revision=2",
        )
    }
    assert spelt == {"rollback deployment/web --to-revision=2 -n shop"}


@pytest.mark.parametrize(
    ("line", "spelt"),
    [
        ("set env web DB_PASSWORD=hunter22 A=b", "set env web DB_PASSWORD=*** A=b"),
        ("set env web GREETING=ghp_abcdefghijklmnopqrstuvwxyz012345", "set env web GREETING=***"),
        ("set env web URL=postgres://u:secretpw@db/x", "set env web URL=***"),
        ("set env web API_TOKEN-", "set env web API_TOKEN-"),
        (
            'patch secret x -p \'{"stringData":{"a":"b"}}\'',
            'patch secret x --patch=\'{"stringData":{"a":"***"}}\'',
        ),
        (
            'patch deploy/x -p \'{"env":[{"name":"API_KEY","value":"abc"}]}\'',
            'patch deploy/x --patch=\'{"env":[{"name":"API_KEY","value":"***"}]}\'',
        ),
        (
            'patch deploy/x -p \'[{"op":"add","path":"/data/password","value":"abc"}]\' --type=json',
            'patch deploy/x --patch=\'[{"op":"add","path":"/data/password","value":"***"}]\' --type=json',
        ),
        (
            'patch deploy/x -p \'{"secretKeyRef":{"name":"app-secrets","key":"token"}}\'',
            'patch deploy/x --patch=\'{"secretKeyRef":{"name":"app-secrets","key":"token"}}\'',
        ),
    ],
)
def test_secrets_are_hidden_in_what_everybody_sees(line, spelt):
    found = understood(line)
    assert canonical(found, spec(found.action)) == spelt


def _documented():
    """The kubectl commands of the seeds that use our verbs, each whole, with names in their placeholders."""
    for path in sorted(SEEDS.glob("*.txt")):
        text = (
            path.read_text("utf-8")
            .replace("\\\n", " ")
            .replace("<desired-count>", "3")
            .replace("$VERSION", "1.2")
        )
        text = re.sub(r"<[a-z0-9-]+>|SERVICE_NAME|\$SERVICE", "some-name", text)
        for found in re.finditer(
            r"kubectl (?:-n \S+ )?(?:get|describe|logs|top|rollout|scale|set|patch) ", text
        ):
            yield _command(text[found.start() : found.start() + 1000])


def _command(text):
    """`text` up to where a shell, a sentence or a quote around all of it would end the command."""
    quote = ""
    for at, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\n|>&`)" or text[at : at + 2] == ", " or (sign == "'" and text[at - 1] not in " ="):
            return text[:at]
        elif sign in "'\"":
            quote = sign
    return text


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds are not beside this checkout")
def test_every_command_of_the_documents_that_has_an_action_is_read():
    unread = []
    lines = list(_documented())
    assert len(lines) > 120
    for line in lines:
        words = shlex.split(line)
        found = read(words, ALL)
        if isinstance(found, Wrong):
            unread.append(line)
            continue
        declared = spec(found.action)
        assert read(shlex.split(canonical(found, declared)), ALL) == found
        verb = re.match(r"kubectl (?:-n \S+ )?(rollout \w+|set \w+|get events|\w+)", line)
        assert verb is not None
        assert found.action == ACTIONS.get(verb[1], verb[1])
        assert (f"-n {found.namespace}" in line) if found.namespace else ("-n " not in line)
    known = ("--raw", "--all ", "custom-columns", "jsonpath")
    assert [line for line in unread if not any(one in line for one in known)] == []
