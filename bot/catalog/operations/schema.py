"""The `operations:` section as it is written: every key, its type and its default.

`bot.catalog.schema` has it as one key of the system file; `rules` and `build` beside this read it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator

from bot.catalog.forms import Flag, Label, Name, Section, Sentence, Who, short
from bot.catalog.operations import words
from bot.catalog.words import listed
from bot.domain import operations as domain
from bot.domain.action import Risk

Namespace = Annotated[str, AfterValidator(words.namespace)]
Workload = Annotated[str, AfterValidator(words.workload)]
Line = Annotated[Sentence, AfterValidator(words.plain)]
Wait = Annotated[timedelta, PlainValidator(words.wait)]
_UNSAID = domain.Operations()


class Cluster(Section):
    context: Line | None = None
    in_cluster: Flag = Field(False, alias="in cluster")
    kubeconfig: Line | None = None
    label: Label | None = None


class Identity(Section):
    person: Sentence
    user: Annotated[Sentence, AfterValidator(words.user)]
    groups: Annotated[
        tuple[Annotated[Sentence, AfterValidator(words.group)], ...], BeforeValidator(listed)
    ] = ()


class Approval(Section):
    approvers: Annotated[int, PlainValidator(words.whole(0, words.MOST_APPROVERS))]
    risk: Annotated[Risk | None, PlainValidator(words.risk)] = None
    severity: Who = ()
    namespace: Annotated[tuple[Namespace, ...], BeforeValidator(listed)] = ()
    groups: Who = Field((), alias="from")
    run_as: Annotated[str, AfterValidator(words.run_as)] = Field(domain.REQUESTER, alias="run as")


class Exec(Section):
    risk: Annotated[Risk, PlainValidator(words.program_risk)] = Risk.CHANGE
    first: Annotated[tuple[Line, ...], BeforeValidator(listed)] = ()


class Operations(Section):
    clusters: dict[Name, Annotated[Cluster, BeforeValidator(short("context"))]] = Field(default_factory=dict)
    cluster: Sentence | None = None
    namespace: Namespace | None = None
    namespaces: Annotated[
        tuple[Annotated[str, AfterValidator(words.namespaces)], ...], BeforeValidator(listed)
    ] = ()
    groups: dict[Name, Annotated[Who, Field(min_length=1)]] = Field(default_factory=dict)
    identities: Annotated[tuple[Identity, ...], BeforeValidator(listed)] = ()
    approvals: Annotated[tuple[Approval, ...], BeforeValidator(listed)] = ()
    break_glass: Who = Field((), alias="break glass")
    most_replicas: Annotated[int, PlainValidator(words.whole(1, words.MOST_REPLICAS))] = Field(
        _UNSAID.most_replicas, alias="most replicas"
    )
    plan_waits: Wait = Field(_UNSAID.pending, alias="plan waits")
    approval_waits: Wait = Field(_UNSAID.approved, alias="approval waits")

    programs: dict[
        Annotated[str, AfterValidator(words.program)], Annotated[Exec, BeforeValidator(short("risk"))]
    ] = Field(default_factory=dict, alias="exec")
    images: Annotated[tuple[Annotated[str, AfterValidator(words.image)], ...], BeforeValidator(listed)] = ()

    def cluster_called(self, word: str | None) -> str | None:
        """The name of the cluster that `word` means, in any case; without a word, of the default one."""
        word = word or self.cluster or (next(iter(self.clusters)) if len(self.clusters) == 1 else "")
        return _called(self.clusters, word)

    def group_called(self, word: str) -> str | None:
        """The name of the group that `word` means, in any case."""
        return _called(self.groups, word)

    @property
    def usual_namespace(self) -> str | None:
        """The default namespace: the one the file says, or the only one that may be named."""
        if (
            self.namespace is None
            and len(self.namespaces) == 1
            and self.namespaces[0] != words.EVERY_NAMESPACE
        ):
            return self.namespaces[0]
        return self.namespace


def _called(names: dict[str, Cluster] | dict[str, tuple[str, ...]], word: str) -> str | None:
    return next((name for name in names if name.casefold() == word.casefold()), None)


MODELS: dict[str, type[Section]] = {
    "clusters": Cluster, "identities": Identity, "approvals": Approval, "exec": Exec,
}  # fmt: skip
"""The model inside each key of the section."""
