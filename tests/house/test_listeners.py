"""Bolt knows every argument our listeners ask for."""

import pytest

from tests.house import listeners, tree

REGISTERED = """
from commands import other
from commands.third import hear as listen

@app.command("/incident")
async def decorated(ack, command, {0}): ...

async def passed(ack, body): ...
app.event("message")(passed)
app.action(ANY)(ack=passed, lazy=[listen])
app.view(ANY)(other.submit)

@app.middleware
async def bring_the_desk(context, next): ...
"""


def test_every_listener_asks_only_for_what_bolt_can_give():
    doors = [*tree.python_files("commands"), *(path for path in [tree.ROOT / "bot/app.py"] if path.is_file())]
    assert listeners.strangers(doors) == []


@pytest.mark.parametrize(
    ("argument", "complaints"), [("desk", 0), ("respond", 0), ("comand", 1), ("next", 1)]
)
def test_a_name_that_bolt_does_not_know_is_found(tmp_path, argument, complaints):
    path = tmp_path / "register.py"
    path.write_text(REGISTERED.format(argument))
    (tmp_path / "other.py").write_text("async def submit(ack, view): ...")
    (tmp_path / "third.py").write_text("async def hear(event, desk): ...")
    found = listeners.strangers(sorted(tmp_path.glob("*.py")))
    assert len(found) == complaints, found


def test_a_listener_in_another_module_is_followed(tmp_path):
    (tmp_path / "register.py").write_text("from commands import other\napp.view(ANY)(other.submit)")
    (tmp_path / "other.py").write_text("async def submit(ack, veiw): ...")
    assert len(listeners.strangers(sorted(tmp_path.glob("*.py")))) == 1


def test_a_listener_that_cannot_be_followed_is_refused(tmp_path):
    path = tmp_path / "register.py"
    path.write_text("app.event('message')(make_listener())")
    assert len(listeners.strangers([path])) == 1
