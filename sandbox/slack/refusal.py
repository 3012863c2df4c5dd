"""How a rule says no: the error name Slack answers with. Raised by the rules, put on the wire by `webapi`."""

from typing import Any

JSON = dict[str, Any]


class Refusal(Exception):
    """`error` is Slack's own name for it; `more` are the further keys of the answer."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more

    def body(self) -> JSON:
        return {"ok": False, "error": self.error, **self.more}


def complaint(*messages: str) -> Refusal:
    """The form Slack gives to bad arguments."""
    return Refusal("invalid_arguments", response_metadata={"messages": [f"[ERROR] {m}" for m in messages]})
