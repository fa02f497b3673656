"""What a program may ask for: one definition for REST, MCP and `galpi ask --batch`."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from qa import MAX_QUESTION

MAX_HISTORY, MAX_LISTED = 100, 10_000
_TOLD = 3  # of what is wrong with one request, as much is told

Text = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION)]


class Narrowed(BaseModel):
    """Filters: which notes are meant."""

    model_config = ConfigDict(extra="forbid", strict=True)

    book: str | None = Field(None, max_length=MAX_QUESTION, description="only in this book")
    chapter: int | None = Field(None, ge=0, le=9999, description="only in this chapter")
    tag: str | None = Field(
        None, max_length=MAX_QUESTION, description="only in notes with this tag, or one below it"
    )
    folder: str | None = Field(
        None, max_length=MAX_QUESTION, description="only in notes of this folder"
    )


class Searched(Narrowed):
    question: Text = Field(description="in Korean or English")
    k: int = Field(5, ge=1, le=100, description="how many passages to look at")


class Asked(Searched):
    history: list[Text] = Field(
        [],
        max_length=MAX_HISTORY,
        description="the earlier questions of the conversation, the latest last",
    )


class Listed(Narrowed):
    limit: int = Field(1_000, ge=1, le=MAX_LISTED, description="at most so many")
    offset: int = Field(0, ge=0, le=10_000_000, description="of those before, so many are passed")


def told(error: ValueError) -> str:
    """What is wrong, in one line."""
    if isinstance(error, ValidationError):
        return said(error.errors())
    return f"no JSON: {error}"


def said(errors: Any) -> str:
    """The same of pydantic's list: `k: Input should be less than or equal to 100`."""
    parts = [_said(error) for error in errors]
    more = f"; {len(parts) - _TOLD} more" if len(parts) > _TOLD else ""
    return "; ".join(parts[:_TOLD]) + more


def _said(error: Mapping[str, Any]) -> str:
    where = [str(part)[:60] for part in error["loc"] if part not in ("body", "query", "path")]
    return f"{'.'.join(where) or 'the body'}: {' '.join(str(error['msg']).split())[:200]}"
