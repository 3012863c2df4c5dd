"""The bench runs and says everything it promises; how fast anything was is no test's business."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from bench import cluster, pods
from bench.budgets import BUDGETS, NOT_YET, completed
from bench.ground import Ground
from bench.table import drawn
from tests.house.tree import ROOT

CHEAP = ("process", "append", "report", "pods", "operations")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    out = tmp_path_factory.mktemp("bench") / "results.json"
    sandboxed = {name: value for name, value in os.environ.items() if name != "KUBECONFIG"}
    ran = subprocess.run(
        [sys.executable, "-m", "bench", *CHEAP, "--quick", "--out", str(out)],
        cwd=ROOT, env=sandboxed, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-3000:]
    return json.loads(out.read_text()), ran.stdout


@pytest.mark.long
def test_every_promised_figure_is_a_number_or_null_with_a_reason(results):
    figures, _ = results
    for budget in BUDGETS:
        value = figures[budget.key]
        if value is None:
            assert figures[f"{budget.key}_why"]
        else:
            assert isinstance(value, int | float)
            assert value > 0
            assert f"{budget.key}_why" not in figures


@pytest.mark.long
def test_the_parts_that_ran_have_figures_and_the_file_is_flat(results):
    figures, _ = results
    missing = {budget.key for budget in BUDGETS if budget.part in CHEAP and figures[budget.key] is None}
    assert missing <= (set() if shutil.which("kubectl") else {"get_pods_vs_kubectl"})
    assert figures["approve_to_patch_ms"] > 0
    assert figures["follow_20_rollouts_calls_per_s"] > 0
    assert not [key for key, value in figures.items() if isinstance(value, dict | list)]
    assert figures["quick"] is True


@pytest.mark.long
def test_the_table_shows_every_figure_and_where_it_was_written(results):
    _, printed = results
    assert all(budget.key in printed for budget in BUDGETS)
    assert "written to" in printed


def test_what_was_not_measured_is_null_with_its_reason():
    figures = completed({})
    assert figures["missed"] == ""
    assert figures["compile_seeds_s_why"] == NOT_YET["compile_seeds_s"]
    assert "python -m bench pods" in str(figures["get_pods_vs_kubectl_why"])
    assert "python -m bench ack" in str(figures["ack_p99_ms_why"])


def test_a_missed_budget_is_named_and_a_kept_one_is_not():
    figures = completed({"ack_p99_ms": 50.0, "ack_throughput_ratio": 0.4, "declare_round_trips": 2})
    assert figures["missed"] == "ack_p99_ms"
    table = drawn(figures)
    assert "missed: durable ack, p99, 100 commands a second: 50, budget under 50 ms" in table
    assert "ack_p99_ms_why" not in figures


async def test_without_kubectl_there_is_no_ratio_and_the_reason_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    figures = completed(await pods.measure(Ground(tmp_path, "no server is needed"), quick=True))
    assert figures["get_pods_vs_kubectl"] is None
    assert figures["get_pods_vs_kubectl_why"] == pods.NO_KUBECTL


async def test_the_cluster_is_the_one_of_kubeconfig_or_else_the_sandboxs(tmp_path, monkeypatch):
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "none"))
    assert cluster.own() is None
    facts = {"clusters": {"production": {"server": "http://127.0.0.1:1/cluster", "admin_token": "t"}}}
    made = cluster.sandboxed(facts, tmp_path)
    monkeypatch.setenv("KUBECONFIG", str(made.kubeconfig))
    found = cluster.own()
    assert found is not None
    assert (found.name, found.server, found.token) == ("KUBECONFIG", made.server, "t")


def test_what_a_command_costs_is_told_with_its_status(tmp_path):
    out, command = tmp_path / "out", [sys.executable, "-c", "print(7); raise SystemExit(3)"]
    ran = subprocess.run(
        [sys.executable, "-m", "bench.spent", str(out), *command],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    told = json.loads(ran.stdout)
    assert (out.read_text(), told["status"]) == ("7\n", 3)
    assert told["seconds"] > 0
    assert told["mb"] > 1


def test_a_figure_measured_later_loses_its_reason():
    assert "rss_mb_why" not in completed(completed({}) | {"rss_mb": 120.5})
