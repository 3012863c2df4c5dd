"""The forms that values of a system file take, for `schema` and `operations.schema` to build sections of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainValidator
from pydantic import StringConstraints as Text

from bot.catalog import words
from bot.catalog.words import Promise, listed

Name = Annotated[str, AfterValidator(words.name)]
Label = Annotated[str, Text(min_length=1, max_length=75)]
Sentence = Annotated[str, Text(min_length=1, max_length=500)]
Address = Annotated[str, AfterValidator(words.address)]
Channel = Annotated[str, AfterValidator(words.channel)]
Flag = Annotated[bool, PlainValidator(words.flag)]
Clock = Annotated[time, PlainValidator(words.clock)]
Span = Annotated[Promise, PlainValidator(words.span)]
Names = Annotated[tuple[Name, ...], BeforeValidator(listed)]
Who = Annotated[tuple[Sentence, ...], BeforeValidator(listed)]


class Section(BaseModel):
    """A mapping of the file: only the keys named here, nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    def says(self, field: str) -> bool:
        """Whether the file sets `field` itself."""
        return field in self.model_fields_set


def short(key: str) -> Callable[[Any], Any]:
    """Lets an entry be empty, or a text that stands for its `key`."""

    def full(entry: Any) -> Any:
        if entry is None:
            return {}
        return {key: entry} if isinstance(entry, str) else entry

    return full


def keys_of(model: type[Section]) -> list[str]:
    """The keys of a section as they are written."""
    return [field.alias or name for name, field in model.model_fields.items()]
