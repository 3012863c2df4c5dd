"""What may be run in containers: what the file becomes, and what is refused in it with line and remedy."""

import pytest

from bot.domain.action import Risk
from bot.domain.operations import Need, Operations, Program, never_run, repository, runs_text
from tests.catalog.conftest import SHOP

SECTION = "operations:\n  clusters: {prod: p}\n  namespace: shop\n  exec:\n"
"""Four lines after the five of the shop: what is added is line 10."""


def test_every_way_to_write_a_line_means_what_it_says(catalog):
    catalog.put(
        SHOP
        + SECTION
        + "    pg_isready: read\n    psql: change\n    df: {}\n"
        + "    redis-cli: {risk: read, first: [info, --scan]}\n"
        + "    /opt/bin/wipe: danger\n  images: [curlimages/curl, 'registry:5000/shop/web:2']\n"
    )
    assert catalog.problems() == []
    found = catalog.system().operations
    assert found.programs == (
        Program("pg_isready", Risk.READ),
        Program("psql", Risk.CHANGE),
        Program("df", Risk.CHANGE),
        Program("redis-cli", Risk.READ, ("info", "--scan")),
        Program("/opt/bin/wipe", Risk.DANGER),
    )
    assert found.program("psql") == Program("psql")
    assert found.program("/tmp/psql") is None
    assert found.program("wipe") is None


MISTAKES = {
    "a shell": ("    bash: {}", 'exec > bash: `bash` is a shell: whoever has it can do anything, and no '
                "approval could say what; leave it out; name the programs that are wanted themselves"),
    "a shell by its path": ("    /bin/sh: read", "exec > /bin/sh: `sh` is a shell: whoever has it can do "
                "anything, and no approval could say what; leave it out; name the programs that are wanted "
                "themselves"),
    "what starts others": ("    xargs: {}", "exec > xargs: `xargs` starts other programs, so that no "
                "list could say which; leave it out; name the programs that are wanted themselves"),
    "a whole command": ("    df -h: read", 'exec > df -h: "df -h" is no program; write one word, as in '
                "`pg_isready`; what follows goes below it"),
    "an unknown risk": ("    df: reed", 'exec > df > risk: "reed" is no risk; write "read"'),
    "an unknown key": ("    df:\n      frist: x",
                'unknown key "frist" in operations > exec > df; write "first"'),
    "one that never only reads": ("    psql: {risk: read, first: [-c]}", "exec > psql > risk: `psql` can "
                "change things whatever stands first; write `risk: change`, or leave it out"),
    "one that reads with some words": ("    redis-cli: read", "exec > redis-cli > risk: `redis-cli` can "
                "change things as well; name in `first:` the words that only read"),
    "an interpreter that reads": ("    python3.11: read", "exec > python3.11 > risk: `python3.11` can "
                "change things whatever stands first; write `risk: change`, or leave it out"),
    "no image": ("    df: {}\n  images: ['Not An Image']", 'images: "Not An Image" is no image; write for '
                'example "curlimages/curl", or "curlimages/curl:8.9.1"'),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_has_its_line_and_what_to_write(catalog, mistake):
    added, said = MISTAKES[mistake]
    (problem,) = catalog.put(SHOP + SECTION + added).problems()
    line = 10 + added.count("\n")
    said = said if said.startswith("unknown") else f"operations > {said}"
    assert problem == f"shop/system.yaml:{line}: {said}"


@pytest.mark.parametrize(
    "name", ["sh", "/usr/bin/bash", "busybox", "sudo", "env", "kubectl", "ld-linux-x86-64.so.2", "pwsh.exe"]
)
def test_what_hands_on_its_words_is_never_run(name):
    assert never_run(name)


@pytest.mark.parametrize("name", ["psql", "df", "ls", "ldconfig", "timeoutd", "shred", "python3"])
def test_what_is_only_called_alike_may_be(name):
    assert never_run(name) == ""


@pytest.mark.parametrize(
    "words",
    ["python -c x", "python3 -Ic x", "python3.11 -W ignore -c x", "perl -e x", "perl -ne x", "node --eval=x",
     "node -pe x", "ruby -rjson -e x", "php -r x", "python", "python -", "python -m", "/usr/bin/python -c x"],
)  # fmt: skip
def test_an_interpreter_is_never_handed_its_text(words):
    assert "runs whatever text it is given" in runs_text(words.split())


@pytest.mark.parametrize(
    "words", ["python -m pytest -c x", "python manage.py check -c", "node server.js", "ruby -V", "psql -c x"]
)
def test_an_interpreter_may_run_what_is_there(words):
    assert runs_text(words.split()) == ""


def test_an_image_is_known_by_its_repository_or_as_a_whole():
    policy = Operations(images=("curlimages/curl", "registry:5000/a:2"))
    known = ["curlimages/curl", "curlimages/curl:8", "curlimages/curl@sha256:0", "registry:5000/a:2"]
    assert all(map(policy.known_image, known))
    assert not any(map(policy.known_image, ["registry:5000/a", "registry:5000/a:3", "evil/curlimages/curl"]))
    assert repository("registry:5000/shop/web:2@sha256:ab") == "registry:5000/shop/web"


def test_what_only_reads_needs_nobody_whatever_the_rules_say():
    assert Operations().need(Risk.READ, "P1", True, "shop") == Need(0)
