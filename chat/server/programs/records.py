"""The JSON of the dataclasses as pydantic models: one definition, that of `qa`."""

from dataclasses import fields, is_dataclass
from functools import cache, reduce
from operator import or_
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model

from qa import INTERNAL


@cache
def record(kind: type) -> type[BaseModel]:
    """A model with the fields of `kind.to_dict()`, of the same name."""
    hints = get_type_hints(kind)
    own: dict[str, Any] = {
        field.name: (_record_of(hints[field.name]), ...)
        for field in fields(kind)
        if field.metadata != INTERNAL
    }
    config = ConfigDict(extra="forbid")
    return create_model(kind.__name__, __config__=config, __doc__=kind.__doc__, **own)


def _record_of(hint: Any) -> Any:
    """`tuple[Span, ...]` with the model of `Span`, and so on."""
    if is_dataclass(hint):
        return record(hint)  # type: ignore[arg-type]
    inner = tuple(_record_of(part) for part in get_args(hint))
    if get_origin(hint) in (Union, UnionType):
        return reduce(or_, inner)
    return get_origin(hint)[inner] if inner else hint
