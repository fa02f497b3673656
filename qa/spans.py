"""Answer spans: the units of the hits that answer a question, quoted as they stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.bm25 import Match
from index.units import units
from index.vectors import Vectors
from index.words import terms
from qa.answers import Hit, Span
from qa.late import look

MAX_SPANS = 3
# The first span is the best unit; another is shown when it comes this near to it.
MARGIN = 0.3
# Parts of a unit's score: words that it and its headings share with the question, closeness in
# meaning of the whole and of the pieces, and its hit's own score.
WORDS, MEANING, PIECES, PLACE = 1.0, 1.0, 2.0, 1.0


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
    meanings: Sequence[Vectors],
    match: Match,
    question: str,
) -> list[Scored]:
    """All units of the hits, best first; the question itself, quoted in a note, is no answer.

    `meanings` holds, for each hit, the cosines of its units with the question.
    """
    asked = {_plain(line) for line in question.splitlines()}
    found_in = [
        (span, cosine)
        for number, (hit, cosines) in enumerate(zip(hits, meanings, strict=True), start=1)
        for span, cosine in _spans(hit, number, cosines)
        if _plain(span.text) not in asked
    ]
    if not found_in:
        return []
    spans, cosines = zip(*found_in, strict=True)
    texts = [f"{_above(hits[span.hit - 1])}\n{span.text}" for span in spans]
    pieces = look(question, texts).met.sum(axis=1)
    top, low = hits[0].score, min(0.0, hits[-1].score)
    scored = [
        Scored(
            span,
            match.share(found),
            cosine,
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


def _spans(hit: Hit, number: int, cosines: Vectors) -> Iterator[tuple[Span, float]]:
    """Not headings, nor lines that only announce what follows (`장점:`, `spec:`)."""
    for (start, end), cosine in zip(units(hit.text), cosines.tolist(), strict=True):
        text = hit.text[start:end]
        if not text.startswith("#") and text[-1] not in ":：":
            line = hit.line + _line_breaks(hit.text[:start])
            yield Span(text, hit.start + start, hit.start + end, line, number), cosine


def _above(hit: Hit) -> str:
    return " ".join(hit.headings[-2:])


def _line_breaks(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
