"""`manifest.yaml` is what Slack accepts, asks for what its events need, and says why it asks."""

import json
import re

import pytest
import yaml
from jsonschema import Draft7Validator

from tests.house.tree import ROOT

TEXT = (ROOT / "manifest.yaml").read_text("utf-8")
MANIFEST = yaml.safe_load(TEXT)
SCHEMA = json.loads((ROOT / "tests" / "house" / "manifest_schema.json").read_text("utf-8"))
SCOPES = set(MANIFEST["oauth_config"]["scopes"]["bot"])
EVENTS = MANIFEST["settings"]["event_subscriptions"]["bot_events"]

# Slack sends an event only to an app that holds the scope beside it; home openings need none.
NEEDED = {
    "app_mention": "app_mentions:read",
    "channel": "channels:read",
    "group": "groups:read",
    "member": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "pin": "pins:read",
    "reaction": "reactions:read",
    "subteam": "usergroups:read",
    "user": "users:read",
}


def complaints(manifest):
    return [f"{error.json_path}: {error.message}" for error in Draft7Validator(SCHEMA).iter_errors(manifest)]


def test_the_manifest_is_one_that_slack_accepts():
    Draft7Validator.check_schema(SCHEMA)
    assert complaints(MANIFEST) == []


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_has_the_scope_it_needs(event):
    needed = NEEDED.get(event) or NEEDED.get(event.split("_")[0])
    assert event == "app_home_opened" or needed in SCOPES


def test_every_scope_says_why_it_is_asked_for():
    silent = [scope for scope in SCOPES if not re.search(rf"- {re.escape(scope)} # \S+", TEXT)]
    assert silent == []


def test_slack_names_people_by_id_where_people_are_named_and_leaves_the_text_alone_elsewhere():
    escaped = {c["command"]: c["should_escape"] for c in MANIFEST["features"]["slash_commands"]}
    assert escaped == {"/incident": True, "/ops": False}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("display_information", "name"), "T" * 36),
        (("display_information", "description"), "d" * 141),
        (("features", "shortcuts", 0, "name"), "n" * 25),
        (("features", "shortcuts", 0, "type"), "local"),
        (("features", "slash_commands", 0, "command"), "incident"),
        (("features", "slash_commands", 0, "command"), "/" + "i" * 32),
        (("features", "slash_commands"), [MANIFEST["features"]["slash_commands"][0]] * 51),
        (("features", "shortcuts"), [MANIFEST["features"]["shortcuts"][0]] * 11),
        (("oauth_config", "scopes", "bot", 0), "channels:everything"),
        (("settings", "event_subscriptions", "bot_events", 0), "everything_happened"),
    ],
)
def test_the_schema_refuses_what_slack_refuses(path, value):
    manifest = yaml.safe_load(TEXT)
    place = manifest
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert complaints(manifest)
