"""Answer spans: the units of the hits that answer a question, quoted as they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.vectors import Embedder, Vectors
from index.words import terms
from qa.answers import Hit, Span
from qa.late import meets
from qa.sentences import units

MAX_SPANS = 3
# The first span is the best unit; another is shown when it comes this near to it.
MARGIN = 0.3
# Parts of a unit's score: words that it and its headings share with the question, closeness in
# meaning of the whole and of the pieces, and its hit's own score.
WORDS, MEANING, PIECES, PLACE = 1.0, 0.5, 2.0, 1.0


@dataclass(frozen=True)
class Scored:
    """A unit with its parts: `words` and `place` in [0, 1], the others are cosines."""

    span: Span
    words: float
    meaning: float
    pieces: float
    place: float

    @property
    def score(self) -> float:
        return (
            WORDS * self.words + MEANING * self.meaning + PIECES * self.pieces + PLACE * self.place
        )


def score_units(
    hits: Sequence[Hit],
    vector: Vectors,
    rarity: Mapping[str, float],
    model: Embedder,
    question: str,
) -> list[Scored]:
    """All units of the hits, best first; the question itself, quoted in a note, is no answer."""
    spans = [span for number, hit in enumerate(hits, start=1) for span in _spans(hit, number)]
    spans = [span for span in spans if _plain(span.text) != _plain(question)]
    if not spans:
        return []
    cosines = model.encode_documents([span.text for span in spans]) @ vector
    texts = [f"{_above(hits[span.hit - 1])}\n{span.text}" for span in spans]
    pieces = meets(question, texts).sum(axis=1)
    total = sum(rarity.values()) or 1.0
    top, low = hits[0].score, min(0.0, hits[-1].score)
    scored = [
        Scored(
            span,
            sum(rarity.get(term, 0.0) for term in set(found)) / total,
            float(cosine),
            float(piece),
            (hits[span.hit - 1].score - low) / ((top - low) or 1.0),
        )
        for span, found, cosine, piece in zip(spans, terms(texts), cosines, pieces, strict=True)
    ]
    return sorted(scored, key=lambda unit: (-unit.score, unit.span.hit, unit.span.start))


def choose(scored: Sequence[Scored]) -> tuple[Span, ...]:
    """One to MAX_SPANS spans, the best first."""
    near = [unit.span for unit in scored if unit.score >= scored[0].score - MARGIN]
    return tuple(near[:MAX_SPANS])


def _spans(hit: Hit, number: int) -> list[Span]:
    """Not headings, nor lines that only announce what follows (`장점:`, `spec:`)."""
    return [
        Span(
            hit.text[start:end],
            hit.start + start,
            hit.start + end,
            hit.line + _line_breaks(hit.text[:start]),
            number,
        )
        for start, end in units(hit.text)
        if not hit.text[start:end].startswith("#") and hit.text[end - 1] not in ":："
    ]


def _above(hit: Hit) -> str:
    return " ".join(hit.headings[-2:])


def _line_breaks(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
