"""`docs/messages.md` names every message of work on clusters, and nothing else."""

from __future__ import annotations

import inspect

from bot.domain import events as e
from bot.views.modals import ops as forms
from bot.views.ops import change, changed, closing, help, listing, operation, output
from bot.views.said import SILENT, TOLD
from tests.views.test_messages_doc import rows

PARTS = {"standing"}
SHOWN = (change, changed, output, operation, listing, closing, help)


def drawn(*modules) -> set[str]:
    """The public functions of exactly these modules that draw something."""
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in modules
        for name, one in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith(("_", "read_")) and name not in PARTS and one.__module__ == module.__name__
    }


def test_every_message_about_clusters_is_named():
    assert set(rows("Work on clusters")) == drawn(*SHOWN)


def test_every_form_about_clusters_is_named():
    assert set(rows("Forms of work on clusters")) == {name.partition(".")[2] for name in drawn(forms)}


def test_every_event_of_a_change_is_on_the_page():
    spoken, quiet = rows("What is said when something happens"), rows("What is not said")
    for kind in e.Operating.__args__:
        assert (kind.__name__ in spoken) is (kind in TOLD), kind
        assert kind in TOLD or quiet[kind.__name__] == [SILENT[kind]], kind
