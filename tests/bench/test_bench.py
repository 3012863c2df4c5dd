"""The bench runs and says everything it promises; how fast anything was is no test's business."""

import json
import os
import subprocess
import sys

import pytest

from bench.budgets import BUDGETS, NOT_YET, completed
from bench.table import drawn
from tests.house.tree import ROOT

CHEAP = ("process", "append", "report")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    out = tmp_path_factory.mktemp("bench") / "results.json"
    ran = subprocess.run(
        [sys.executable, "-m", "bench", *CHEAP, "--quick", "--out", str(out)],
        cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=600, check=False,
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
    assert all(figures[budget.key] is not None for budget in BUDGETS if budget.part in CHEAP)
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
    assert figures["get_pods_vs_kubectl_why"] == NOT_YET["get_pods_vs_kubectl"]
    assert "python -m bench ack" in str(figures["ack_p99_ms_why"])


def test_a_missed_budget_is_named_and_a_kept_one_is_not():
    figures = completed({"ack_p99_ms": 50.0, "ack_throughput_ratio": 0.4, "declare_round_trips": 2})
    assert figures["missed"] == "ack_p99_ms"
    table = drawn(figures)
    assert "missed: durable ack, p99, 100 commands a second: 50, budget under 50 ms" in table
    assert "ack_p99_ms_why" not in figures


def test_a_figure_measured_later_loses_its_reason():
    assert "rss_mb_why" not in completed(completed({}) | {"rss_mb": 120.5})
