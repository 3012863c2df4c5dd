"""A call finds its place by what the system file says, or is refused with what to write."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.action import Call
from bot.domain.operations import Cluster, Operations
from bot.domain.policy import Service, System
from bot.domain.resolving import namespaces, resolve
from bot.errors import Refused
from bot.runbooks.calls import read
from tests.runbooks.declared import ALL, spec, understood

API = Service("api", aliases=("backend",), namespace="payments", workload="statefulset/api-server")
CART = Service("cart")
FAR = Service("far", cluster="us", namespace="edge")
SHOP = System(
    "shop",
    "Shop",
    services=(API, CART, FAR),
    operations=Operations(
        clusters=(Cluster("eu", context="arn:eu"), Cluster("us")),
        cluster="eu",
        namespace="shop",
        namespaces=("shop-jobs",),
        most_replicas=10,
    ),
)


def placed(line, service=None, system=SHOP):
    call = read(line.split(" "), ALL)
    assert isinstance(call, Call), call
    return resolve(call, spec(call.action), system, service)


def where(call):
    return call.cluster, call.namespace, call.args.get("workload")


@pytest.mark.parametrize(
    ("line", "service", "meant"),
    [
        ("rollout status", API, ("eu", "payments", "statefulset/api-server")),
        ("rollout status", CART, ("eu", "shop", "deployment/cart")),
        ("rollout status", FAR, ("us", "edge", "deployment/far")),
        ("logs -l app=x", API, ("eu", "payments", None)),
        ("rollout status backend", None, ("eu", "payments", "statefulset/api-server")),
        ("rollout status backend", FAR, ("eu", "payments", "statefulset/api-server")),
        ("rollout status web", FAR, ("us", "edge", "deployment/web")),
        ("rollout status deploy/backend", None, ("eu", "shop", "deployment/backend")),
        ("rollout status web -n shop-jobs", API, ("eu", "shop-jobs", "deployment/web")),
        ("rollout status web -n edge --cluster=us", None, ("us", "edge", "deployment/web")),
        ("rollout status web --context arn:eu", FAR, ("eu", "edge", "deployment/web")),
        ("restart", API, ("eu", "payments", "statefulset/api-server")),
        ("get pods", None, ("eu", "shop", None)),
    ],
)
def test_it_is_placed(line, service, meant):
    assert where(placed(line, service)) == meant


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("get pods --cluster=mars", "one of: eu, us"),
        ("get pods -n kube-system", "It may use: edge, payments, shop, shop-jobs"),
        ("get pods -A", "`-A` is not open here"),
        ("scale web --replicas=11", "at most 10 replicas"),
        ('patch hpa web -p {"spec":{"maxReplicas":11}}', "at most 10 replicas"),
        (
            'patch deploy/web -p [{"op":"replace","path":"/spec/replicas","value":11}] --type=json',
            "at most 10",
        ),
        ('patch deploy/web -p [{"op":"replace","path":"/spec","value":{"replicas":11}}]', "at most 10"),
        ("restart", "Which workload?"),
        ("logs", "Which workload?"),
    ],
)
def test_it_is_refused_with_what_to_write(line, says):
    with pytest.raises(Refused, match=says):
        placed(line)


def test_a_system_without_clusters_says_what_to_add():
    with pytest.raises(Refused, match="Add `operations:`"):
        placed("get pods", system=System("shop", "Shop"))


def test_a_star_opens_every_namespace():
    wide = replace(SHOP, operations=replace(SHOP.operations, namespaces=("*",)))
    assert placed("get pods -n kube-system", system=wide).namespace == "kube-system"
    everywhere = placed("get pods -A", API, wide)
    assert (everywhere.namespace, everywhere.all_namespaces) == ("", True)
    assert namespaces(wide) == {"shop", "payments", "edge"}


def test_without_a_default_the_only_cluster_is_meant_and_the_namespace_is_asked_for():
    bare = System("shop", "Shop", operations=Operations((Cluster("eu"),), namespaces=("a", "b")))
    assert placed("get pods -n a", system=bare).cluster == "eu"
    with pytest.raises(Refused, match="Which namespace"):
        placed("get pods", system=bare)


@pytest.mark.parametrize(
    ("line", "service", "target"),
    [
        ("logs", API, ["statefulset/api-server"]),
        ("logs backend", None, ["statefulset/api-server"]),
        ("logs api-7d4-x1", API, ["api-7d4-x1"]),
        ("logs deploy api", API, ["deploy", "api"]),
        ("logs -l app=x", API, None),
    ],
)
def test_logs_are_those_of_a_service_or_of_the_pod_that_was_named(line, service, target):
    assert placed(line, service).args.get("target") == target


def test_what_was_written_is_not_changed():
    call = understood("restart api")
    resolve(call, spec("restart"), SHOP, None)
    assert call == Call("restart", {"workload": "api"})
