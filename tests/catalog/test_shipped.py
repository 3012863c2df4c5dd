"""SmartCloudOps as it is shipped: the figures of its own documents, and names as it writes them."""

from datetime import date, timedelta
from pathlib import Path, PurePosixPath

import pytest

from bot.catalog.load import check, load
from bot.domain.action import Risk
from bot.domain.naming import channel_name, postmortem_path, reference
from bot.domain.operations import Cluster, Identity, Need
from bot.domain.people import Person

FOLDER = Path(__file__).parents[2] / "catalog"
ON_CALL, SENIOR, MANAGER, CTO = (
    ("On-call engineer", "@oncall"),
    ("Senior engineer", "senior-engineer@smartcloudops.ai"),
    ("Engineering manager", "engineering-manager@smartcloudops.ai"),
    ("CTO", "cto@smartcloudops.ai"),
)
LADDERS = {
    "P0": ((0, ON_CALL), (5, SENIOR), (15, MANAGER), (30, CTO)),
    "P1": ((15, ON_CALL), (30, SENIOR), (60, MANAGER)),
    "P2": ((60, ON_CALL), (120, SENIOR), (240, MANAGER)),
    "P3": ((24 * 60, ON_CALL), (48 * 60, SENIOR)),
}


@pytest.fixture(scope="module")
def system():
    return load(FOLDER).system("smartcloudops")


def test_nothing_shipped_is_wrong():
    assert check(FOLDER) == []


@pytest.mark.parametrize("severity", LADDERS)
def test_the_ladder_is_its_escalation_matrix_to_the_minute(system, severity):
    climbed = [
        (rung.after // timedelta(minutes=1), (rung.label, *rung.people))
        for rung in system.severity(severity).ladder
    ]
    assert climbed == list(LADDERS[severity])


def test_promises_are_those_of_its_severity_levels(system):
    minutes = [s.acknowledge_within // timedelta(minutes=1) for s in system.severities]
    assert minutes == [5, 15, 60, 24 * 60]
    assert [s.name for s in system.severities if s.update_every == timedelta(minutes=15)] == ["P0", "P1"]
    assert system.severity("p0").mention == ("@oncall", "@engineering", "@product")
    assert system.severity("SEV1").name == "P1"


def test_the_channel_is_named_as_its_runbook_says(system):
    name = channel_name(system.naming.channel, date=date(2026, 8, 27), severity="P0")
    assert name == "incident-smartcloudops-20260827-p0"


def test_the_postmortem_is_filed_where_its_runbook_says(system):
    ref = reference(system.naming.ref, 7, 2026)
    assert ref == "INC-2026-007"
    filed = postmortem_path(system.naming.postmortem, {"date": date(2026, 8, 27), "ref": ref})
    assert filed == PurePosixPath("docs/incidents/2026-08-27-inc-2026-007.md")


def test_a_security_incident_is_private_and_severe(system):
    kind = system.kind("security")
    assert (kind.private, kind.severity, kind.invite) == (True, "P0", ("@security",))
    assert [k.name for k in system.kinds] == ["outage", "security", "data", "slo-breach"]


def test_people_vendors_links_and_review_are_there(system):
    assert {c.label for c in system.contacts if c.kind == "vendor"} == {
        "AWS Support (Premium)",
        "PostgreSQL Support",
    }
    assert system.contact("security").address == "@security"
    assert [link.url for link in system.links] == ["https://status.smartcloudops.ai"]
    assert system.announce == "#incident-smartcloudops"
    assert [field.label for field in system.impact] == [
        "Users affected",
        "Downtime",
        "Data loss",
        "Financial impact",
    ]
    assert system.review.due == timedelta(hours=48)
    assert system.review.attendees == ("On-call engineer", "Senior engineer", "Engineering manager")
    assert len(system.review.questions) >= 6
    assert system.service("postgres").name == "postgresql"


def test_its_workloads_are_where_its_runbook_looks_for_them(system):
    operations = system.operations
    assert operations.clusters == (Cluster("production", "Production", "production"),)
    assert (operations.cluster, operations.namespace) == ("production", "smartcloudops")
    assert operations.namespaces == ("smartcloudops", "smartcloudops-dr-test")
    assert [system.service(word).workload for word in ("api", "web", "db", "k8s")] == [
        "deployment/backend",
        "deployment/frontend",
        "statefulset/postgresql",
        None,
    ]


@pytest.mark.parametrize(
    ("email", "identity"),
    [
        ("mira@smartcloudops.example", Identity("alice", ("sre",))),
        ("senior-engineer@smartcloudops.ai", Identity("jonas@smartcloudops.example", ("sre",))),
        ("priya@smartcloudops.example", Identity("priya@smartcloudops.example", ("sre",))),
        ("kenji@smartcloudops.example", Identity("bob", ("dev",))),
        ("cto@smartcloudops.ai", Identity("cto@smartcloudops.ai", ("sre",))),
        ("tomas@smartcloudops.example", None),
    ],
)
def test_its_people_are_somebody_to_the_cluster_or_nobody(system, email, identity):
    assert system.operations.identity(Person("U1", email=email)) == identity


def test_one_more_person_agrees_and_two_to_a_danger_while_it_burns(system):
    need = system.operations.need
    assert need(Risk.CHANGE, "P0", True, "smartcloudops") == Need(1, ("sre",))
    assert need(Risk.DANGER, None, False, "smartcloudops") == Need(1, ("sre",))
    assert need(Risk.DANGER, "P1", True, "smartcloudops") == Need(2, ("sre",))
    oncall = Person("U1", groups=("oncall", "S1"))
    assert system.operations.members(("sre",), oncall)
    assert not system.operations.members(system.operations.break_glass, oncall)
    assert system.operations.members(
        system.operations.break_glass, Person("U2", email="CTO@smartcloudops.ai")
    )
