"""A turn as JSON and back, as it is kept on the disk."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import Any, TypeVar

from chat.page.bubble import Shown
from chat.page.note.links import no_picture
from qa import Answer, Citation, Hit, Links, Span

T = TypeVar("T")
Picture = Callable[[str], str | None]


def to_json(shown: Shown) -> str:
    """All but how to show pictures, which is another matter in each run."""
    kept = {field.name: getattr(shown, field.name) for field in fields(shown)}
    del kept["picture"]
    kept["answer"] = asdict(shown.answer)
    kept["others"] = [asdict(span) for span in shown.others]
    return json.dumps(kept, ensure_ascii=False)


def from_json(text: str, picture: Picture) -> Shown:
    """Fields that are gone are left out, new ones have their defaults. Pictures are those of one
    notebook, and an answer that came from among several may be another's.

    Raises TypeError, KeyError or ValueError for what is no such turn.
    """
    kept = json.loads(text)
    kept |= {"answer": _answer(kept["answer"]), "others": _spans(kept["others"])}
    return _made(Shown, {**kept, "picture": no_picture if kept.get("notebook") else picture})


def _answer(kept: dict[str, Any]) -> Answer:
    hits = tuple(_hit(_linked(hit)) for hit in kept["hits"])
    citations = tuple(_made(Citation, _linked(citation)) for citation in kept["citations"])
    made = {"hits": hits, "citations": citations, "spans": _spans(kept["spans"])}
    return _made(Answer, {**kept, **made, "stale": tuple(kept["stale"])})


def _hit(kept: dict[str, Any]) -> Hit:
    tuples = {name: tuple(value) for name, value in kept.items() if isinstance(value, list)}
    return _made(Hit, {**kept, **tuples})


def _linked(kept: dict[str, Any]) -> dict[str, Any]:
    return {**kept, "links": _made(Links, kept.get("links", {}))}


def _spans(kept: list[dict[str, Any]]) -> tuple[Span, ...]:
    return tuple(
        _made(Span, {**span, "above": tuple(tuple(one) for one in span["above"])}) for span in kept
    )


def _made(kind: type[T], values: Mapping[str, Any]) -> T:
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]  # dataclasses all
    return kind(**{name: value for name, value in values.items() if name in known})
