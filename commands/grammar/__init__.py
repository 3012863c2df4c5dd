"""The language of `/incident`: pure, only the standard library and the domain. Called by every door.

`parse` turns a line into a command of the domain, a question, a form to open, or a Mistake that says
what to write. `VERBS` is the table all of it comes from.
"""

from commands.grammar.asked import (
    Contacts,
    Context,
    Help,
    List,
    Mistake,
    OpenModal,
    Parsed,
    PostmortemShow,
    Query,
    RepairList,
    Status,
    Timeline,
)
from commands.grammar.reading import nearest, parse
from commands.grammar.verbs import ANYWHERE, BY_WORD, INCIDENT, VERBS, Verb

__all__ = [
    "ANYWHERE",
    "BY_WORD",
    "INCIDENT",
    "VERBS",
    "Contacts",
    "Context",
    "Help",
    "List",
    "Mistake",
    "OpenModal",
    "Parsed",
    "PostmortemShow",
    "Query",
    "RepairList",
    "Status",
    "Timeline",
    "Verb",
    "nearest",
    "parse",
]
