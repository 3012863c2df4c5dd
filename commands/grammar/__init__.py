"""The languages of `/incident` and `/ops`: pure, called by every door.

`parse` turns a line into a command of the domain, a question, a form to open, or a Mistake that says
what to write. `VERBS` is the table all of it comes from. `parse_ops` does the same for what follows `/ops`;
its table is the declared actions.
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
from commands.grammar.ops import (
    Entry,
    Form,
    Guide,
    ListChanges,
    OpsHelp,
    ShowChange,
    Undo,
    Use,
    ops_help,
    parse_ops,
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
    "Entry",
    "Form",
    "Guide",
    "Help",
    "List",
    "ListChanges",
    "Mistake",
    "OpenModal",
    "OpsHelp",
    "Parsed",
    "PostmortemShow",
    "Query",
    "RepairList",
    "ShowChange",
    "Status",
    "Timeline",
    "Undo",
    "Use",
    "Verb",
    "nearest",
    "ops_help",
    "parse",
    "parse_ops",
]
