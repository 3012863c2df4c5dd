"""What the cluster remembers: objects by kind, namespace and name, each write a new resourceVersion. No
rules here.

Objects are replaced as a whole and never changed in place, so what was read stays as it was read.
"""

import random
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from sandbox.cluster.kinds import Kind
from sandbox.cluster.status import JSON, cloned

SAFE_LETTERS = "bcdfghjklmnpqrstvwxz2456789"
_KEPT_MANAGERS = 10
CONTROLLERS = "kube-controller-manager"


def stamp(seconds: float) -> str:
    """A moment as the API writes it, to the second."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> float:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()


class Store:
    """`now` gives the seconds of the moment being lived through; `seed` makes uids the same in every run."""

    def __init__(self, now: Callable[[], float], seed: str) -> None:
        self.now = now
        self.version = 1
        self._random = random.Random(seed)
        self._objects: dict[str, dict[tuple[str, str], JSON]] = {}

    def suffix(self, length: int = 5) -> str:
        """Letters for a generated name."""
        return "".join(self._random.choices(SAFE_LETTERS, k=length))

    def new_uid(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def get(self, kind: Kind, namespace: str, name: str) -> JSON | None:
        return self._objects.get(kind.key, {}).get((namespace, name))

    def list(self, kind: Kind, namespace: str = "") -> list[JSON]:
        """By namespace and name; without a namespace those of all."""
        kept = self._objects.get(kind.key, {})
        return [kept[key] for key in sorted(kept) if not namespace or key[0] == namespace]

    def add(self, kind: Kind, thing: JSON) -> JSON:
        """Keep a new object under the uid and time it carries, or new ones."""
        meta = thing["metadata"]
        meta.setdefault("uid", self.new_uid())
        meta.setdefault("creationTimestamp", stamp(self.now()))
        return self._keep(kind, thing)

    def replace(self, kind: Kind, thing: JSON) -> JSON:
        """Keep a changed object; one that says the same as before stays as it is, version included."""
        meta = thing["metadata"]
        before = self.get(kind, meta.get("namespace", ""), meta["name"])
        if before is not None and before == thing:
            return before
        return self._keep(kind, thing)

    def remove(self, kind: Kind, thing: JSON) -> None:
        meta = thing["metadata"]
        if self._objects.get(kind.key, {}).pop((meta.get("namespace", ""), meta["name"]), None) is not None:
            self.version += 1

    def change(
        self, kind: Kind, thing: JSON, how: Callable[[JSON], None], manager: str = CONTROLLERS
    ) -> JSON:
        """A controller's write: `how` alters a copy of the newest state; nothing is written if nothing
        changed.
        """
        meta = thing["metadata"]
        before = self.get(kind, meta.get("namespace", ""), meta["name"])
        if before is None or before["metadata"]["uid"] != meta["uid"]:
            return thing
        after = cloned(before)
        how(after)
        if after == before:
            return before
        manage(after, manager, kind.api_version, stamp(self.now()))
        return self._keep(kind, after)

    def everything(self) -> Iterator[tuple[str, JSON]]:
        """(key of the kind, object) of all that is kept."""
        for key, kept in self._objects.items():
            for thing in list(kept.values()):
                yield key, thing

    def _keep(self, kind: Kind, thing: JSON) -> JSON:
        self.version += 1
        meta = thing["metadata"]
        meta["resourceVersion"] = str(self.version)
        self._objects.setdefault(kind.key, {})[meta.get("namespace", ""), meta["name"]] = thing
        return thing


def manage(thing: JSON, manager: str, api_version: str, at: str) -> None:
    """Note who wrote: one entry a manager, the eldest of more than ten told together as "ancient-changes"."""
    fresh = {"manager": manager, "operation": "Update", "apiVersion": api_version, "time": at}
    entries = [e for e in thing["metadata"].get("managedFields", []) if e["manager"] != manager]
    entries = sorted([*entries, fresh | {"fieldsType": "FieldsV1"}], key=lambda e: (e["time"], e["manager"]))
    if len(entries) > _KEPT_MANAGERS:
        eldest = entries[: len(entries) - _KEPT_MANAGERS + 1]
        told = eldest[-1] | {"manager": "ancient-changes"}
        entries = [told, *entries[len(eldest) :]]
    thing["metadata"]["managedFields"] = entries
