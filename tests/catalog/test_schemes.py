"""The ways other teams grade, call and count fit the schema, and ten lines are enough."""

from datetime import time, timedelta

import pytest

from bot.catalog.rules import VERBS
from bot.domain.naming import reference
from bot.domain.permissions import VERBS as JUDGED
from tests.catalog.conftest import SHOP

ORACLE = """\
system: oracle
name: Oracle Samuel
announce: "#oracle-incidents"
severities:
  P1: {meaning: The service is down., mention: ["@oncall"]}
  P2: Parts are down.
  P3: Something is slow.
  P4: {update every: never, postmortem: no}
kinds:
  outage: Outage
  data-breach: {label: Data breach, severity: P1, private: yes, invite: [ciso]}
contacts:
  ciso: {label: CISO, email: security@example.com}
review: {due: 48h}
"""
ODOR = """\
system: odor
name: Odor
severities:
  Critical: {aliases: [p1, sev1], acknowledge within: 5 minutes, update every: 15 minutes}
  High: {aliases: [p2, sev2], acknowledge within: 15 minutes}
  Medium: {aliases: [p3, sev3], acknowledge within: 1 hour}
  Low: {aliases: [p4, sev4], acknowledge within: 4 hours}
escalation:
  Critical: {after: immediately, call: primary}
  sev2: [{after: 30 minutes, call: primary}]
  Low: [{after: 24 hours, call: platform-lead}]
contacts:
  primary: {label: Primary on-call, phone: +1-XXX-XXX-XXXX, address: "@oncall-primary"}
  platform-lead: {email: platform-lead@example.com, address: "@platform-lead"}
"""
PLATFORM = """\
system: platform
name: Platform
severities:
  incident: Something needs people now.
services: {v1: Experimental, v2: Stable, v3: Quarantine}
kinds:
  provider-outage: {severity: incident}
  data-corruption: {severity: incident, private: yes}
"""
SOBA = """\
system: soba
name: Soba Dex
severities: {P1: Critical, P2: High, P3: Medium}
naming: {id: "INC-{year}-{n:03}"}
escalation:
  P1:
    - {after: immediately, call: "@oncall", label: Level 1}
    - {after: 15 minutes, call: "@service-owners", label: Level 2}
    - {after: 30 minutes, call: "@infrastructure", label: Level 3}
"""


def test_p1_to_p4_with_a_breach_that_is_private(catalog):
    system = catalog.put(ORACLE, "oracle").system("oracle")
    assert [s.name for s in system.severities] == ["P1", "P2", "P3", "P4"]
    assert [s.rank for s in system.severities] == [0, 1, 2, 3]
    assert system.severity("P4").update_every is None
    assert system.kind("data-breach").invite == ("security@example.com",)


def test_critical_to_low_answer_to_other_words_too(catalog):
    system = catalog.put(ODOR, "odor").system("odor")
    assert system.severity("SEV1").name == "Critical"
    assert system.severity("high").ladder[0].people == ("@oncall-primary",)
    assert system.severity("low").ladder[0].label == "platform-lead"
    assert system.contact("primary").phone == "+1-XXX-XXX-XXXX"


def test_kinds_without_severities_share_a_single_one(catalog):
    system = catalog.put(PLATFORM, "platform").system("platform")
    assert {kind.severity for kind in system.kinds} == {"incident"}


def test_ids_by_year_and_levels_as_rungs(catalog):
    system = catalog.put(SOBA, "soba").system("soba")
    assert reference(system.naming.ref, 1, 2025) == "INC-2025-001"
    assert [rung.label for rung in system.severity("P1").ladder] == ["Level 1", "Level 2", "Level 3"]


def test_all_of_them_live_in_one_catalogue(catalog):
    for name, text in (("oracle", ORACLE), ("odor", ODOR), ("platform", PLATFORM), ("soba", SOBA)):
        catalog.put(text, name)
    assert catalog.problems() == []


def test_a_short_file_has_sensible_defaults(catalog):
    system = catalog.put(SHOP + "  P3:\n  P4:\n").system()
    assert [s.update_every // timedelta(minutes=1) for s in system.severities] == [15, 15, 30, 60]
    assert all(s.acknowledge_within is None and s.ladder == () and s.postmortem for s in system.severities)
    assert [r.name for r in system.roles] == ["commander", "communications", "operations", "scribe"]
    assert [f.label for f in system.impact] == ["Users affected", "Downtime", "Data loss", "Cost"]
    assert system.kind("security").private
    assert system.review.questions
    assert system.permissions["redact"] == ("commander", "responders")
    assert (system.zone, system.hours.start, system.hours.end) == ("UTC", time(9), time(17))


def test_what_the_file_says_of_a_default_role_changes_only_that(catalog):
    system = catalog.put(SHOP + "roles:\n  scribe: Chronicler\n  liaison: {duties: Talks.}\n").system()
    assert [r.name for r in system.roles][-2:] == ["scribe", "liaison"]
    assert (system.role("notes").label, bool(system.role("scribe").duties)) == ("Chronicler", True)


def test_a_group_may_be_allowed_by_handle_with_or_without_its_sign(catalog):
    added = 'permissions: {sev: ["group:@leads", responders], close: "group:leads"}\n'
    permissions = catalog.put(SHOP + added).system().permissions
    assert (permissions["sev"], permissions["close"]) == (("group:leads", "responders"), ("group:leads",))


def test_numbers_and_times_stay_the_text_they_are(catalog):
    added = "contacts:\n  007: {phone: 0049301234}\nhours: {start: 8:30, end: 16:00}\n"
    system = catalog.put(SHOP.replace("P2", "2") + added).system()
    assert system.contact("007").phone == "0049301234"
    assert system.severity("2").rank == 1
    assert system.hours.start == time(8, 30)


def test_every_word_that_is_judged_can_be_named_in_permissions():
    assert set(JUDGED.values()) <= set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_no_word_of_permissions_is_complained_about(catalog, verb):
    assert catalog.put(SHOP + f"permissions: {{{verb}: [everyone]}}\n").problems() == []
