"""Lines of real runbooks that label, delete, create, scale and drain: each is planned or refused."""

from __future__ import annotations

import shlex

import pytest

from bot.actions.registry import specs
from bot.domain.action import Call
from bot.domain.operations import Operations
from bot.errors import Refused
from bot.runbooks.calls import Wrong, read
from tests.actions.change_objects import workload
from tests.actions.objects_ground import kubeconfig, plot, real_kubeconfig, real_plot
from tests.actions.test_objects_creating import cron

GROUND = (kubeconfig, plot, real_kubeconfig, real_plot)
SPECS = specs().all

PLANNED = (
    ("kubectl scale deployment odordiff-api --replicas=5", "Scale deployment/odordiff-api from 2 to 5 pods"),
    (
        "kubectl scale deployment/odordiff-api \\\n --replicas=10",
        "Scale deployment/odordiff-api from 2 to 10 pods",
    ),
    ("kubectl scale deployment odordiff-api --replicas=0", "Scale deployment/odordiff-api from 2 to 0 pods"),
    ("kubectl scale deployment --all --replicas=0", "Scale deployment/odordiff-api (all) to 0 pods each"),
    (
        'kubectl annotate deployment odordiff-api \\\n  maintenance="true" --overwrite',
        "Annotate deployment/odordiff-api (maintenance=true)",
    ),
    ("kubectl annotate deployment odordiff-api old-", "Annotate deployment/odordiff-api (old taken away)"),
    ("kubectl label pod POD quarantine=true", "Label pod/POD (quarantine=true)"),
    ("kubectl delete pod POD", "Delete pod/POD"),
    ("kubectl delete pod -l app=odordiff-api", "Delete 2 pods with app=odordiff-api"),
    ("kubectl delete secret old-api-keys", "Delete secret/old-api-keys"),
    (
        "kubectl create secret generic new-api-keys --from-literal=api-key=generated:64",
        "Create secret/new-api-keys (api-key)",
    ),
    ("kubectl create namespace dr-test", "Create namespace/dr-test"),
)
REFUSED = (
    ("kubectl delete networkpolicies", "names none"),
    ("kubectl delete namespace dr-test", "A namespace is never deleted from here"),
    (
        'kubectl create secret generic k --from-literal=k="$(openssl rand -hex 32)"',
        "a command of a shell, and none runs here",
    ),
)
UNREAD = (
    ("kubectl create secret generic s --from-literal=k=v --dry-run=client -o yaml", "Leave it out"),
    ("kubectl drain node-a --force", "skips what protects the cluster"),
    ("kubectl drain node-a --disable-eviction", "no flag"),
)


def call(line: str) -> Call:
    found = read(shlex.split(line.replace("\\\n", "")), SPECS)
    assert isinstance(found, Call), found
    return found


async def prepared(plot):
    made = workload("deployment", "odordiff-api")
    made["metadata"]["annotations"] = {"old": "1"}
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "old-api-keys"}}
    await plot.make(made, secret)
    await plot.rolled_out("deployment/odordiff-api")
    object.__setattr__(plot, "policy", Operations(namespaces=("dr-test",)))
    return (await plot.names("pods", "-l", "app=odordiff-api"))[0]


async def test_every_line_is_planned_as_it_is_meant(plot):
    pod = await prepared(plot)
    for line, title in PLANNED:
        asked = call(line.replace("POD", pod))
        draft = await plot.plan(asked.action, **asked.args)
        assert draft.plan.title.startswith(title.replace("POD", pod)), line


async def test_what_kubectl_refuses_too_or_nobody_should_do_is_refused_with_a_reason(plot):
    for line, why in REFUSED:
        asked = call(line)
        if plot.sandboxed and "networkpolicies" in line:
            continue
        with pytest.raises(Refused, match=why):
            await plot.plan(asked.action, **asked.args)


def test_what_is_not_read_says_why():
    for line, why in UNREAD:
        found = read(shlex.split(line), SPECS)
        assert isinstance(found, Wrong)
        assert why in found.message


@pytest.mark.cluster
async def test_a_job_and_a_drain_are_planned(real_plot):
    await real_plot.make(cron("cdn-cache-warming"))
    job = call("kubectl create job cache-warming-emergency --from=cronjob/cdn-cache-warming")
    draft = await real_plot.plan(job.action, **job.args)
    assert draft.plan.title == "Create job/cache-warming-emergency from cronjob/cdn-cache-warming"
    await real_plot.add_node()
    line = f"kubectl drain {real_plot.node} --ignore-daemonsets --delete-emptydir-data"
    draft = await real_plot.plan("drain", **call(line).args)
    assert draft.plan.title == f"Drain node/{real_plot.node} (0 pods to move)"
