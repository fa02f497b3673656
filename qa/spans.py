"""Answer spans: the units of the hits that answer a question, quoted as they stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.bm25 import Match
from index.units import fenced_lines, lists, units
from index.vectors import Vectors
from index.words import terms
from qa.answers import Hit, Span
from qa.asking import Asking, read
from qa.late import look

MAX_SPANS = 3
MAX_LIST = 1_000  # characters; of a longer list the best item alone is shown
# The first span is the best unit; another is shown when it comes this near to it.
MARGIN = 0.2
# Parts of a unit's score: words that it and its headings share with the question, closeness in
# meaning of the whole and of the pieces, its hit's own score, whether it has what is asked for, and
# whether it is code where none is asked for.
WORDS, MEANING, PIECES, PLACE, FITS, CODE = 1.0, 0.4, 0.5, 1.0, 0.3, -0.3


@dataclass(frozen=True)
class Scored:
    """A unit with its parts: `words` and `place` in [0, 1], `meaning` and `pieces` are cosines."""

    span: Span
    words: float
    meaning: float
    pieces: float
    place: float
    fits: bool
    code: bool

    @property
    def score(self) -> float:
        return (
            WORDS * self.words
            + MEANING * self.meaning
            + PIECES * self.pieces
            + PLACE * self.place
            + FITS * self.fits
            + CODE * self.code
        )


def score_units(
    hits: Sequence[Hit], meanings: Sequence[Vectors], match: Match, question: str
) -> list[Scored]:
    """All units of the hits, best first; the question itself, quoted in a note, is no answer.

    `meanings` holds, for each hit, the cosines of its units with the question.
    """
    quoted = {_plain(line) for line in question.splitlines()}
    found_in = [
        (span, cosine)
        for number, (hit, cosines) in enumerate(zip(hits, meanings, strict=True), start=1)
        for span, cosine in _spans(hit, number, cosines)
        if _plain(span.text) not in quoted
    ]
    if not found_in:
        return []
    spans, cosines = zip(*found_in, strict=True)
    texts = [f"{_above(hits[span.hit - 1])}\n{span.text}" for span in spans]
    pieces = look(question, texts).met.sum(axis=1)
    asking = read(question)
    fenced = {
        (number, hit.line + line)
        for number, hit in enumerate(hits, start=1)
        for line in fenced_lines(hit.text, hit.fence)
    }
    top, low = hits[0].score, min(0.0, hits[-1].score)
    scored = [
        Scored(
            span,
            match.share(_terms(text)),
            cosine,
            float(piece),
            (hits[span.hit - 1].score - low) / ((top - low) or 1.0),
            asking.fits(span.text),
            not asking.code and (span.hit, span.line) in fenced,
        )
        for span, text, cosine, piece in zip(spans, texts, cosines, pieces, strict=True)
    ]
    return sorted(scored, key=lambda unit: (-unit.score, unit.span.hit, unit.span.start))


def choose(scored: Sequence[Scored], hits: Sequence[Hit], question: str) -> tuple[Span, ...]:
    """One to MAX_SPANS spans, the best first: sentences that differ, or one list as a whole when
    the question asks for several things.
    """
    asking = read(question)
    if asking.several and (whole := _list_around(scored[0].span, hits)):
        return (whole,)
    near = [unit.span for unit in scored if unit.score >= scored[0].score - MARGIN]
    differing = {span.text: span for span in reversed(near)}
    chosen = [span for span in near if differing[span.text] is span][:MAX_SPANS]
    return tuple(_focused(span, asking) for span in chosen)


def _focused(span: Span, asking: Asking) -> Span:
    focus = asking.focus(span.text)
    return span if focus is None else replace(span, focus=focus)


def _list_around(span: Span, hits: Sequence[Hit]) -> Span | None:
    hit = hits[span.hit - 1]
    for start, end in lists(hit.text, hit.fence):
        if start <= span.start - hit.start < end and end - start <= MAX_LIST:
            return _span(hit, span.hit, start, end)
    return None


def _spans(hit: Hit, number: int, cosines: Vectors) -> Iterator[tuple[Span, float]]:
    """Not headings, nor lines that only announce what follows (`장점:`, `spec:`)."""
    for (start, end), cosine in zip(units(hit.text, hit.fence), cosines.tolist(), strict=True):
        text = hit.text[start:end]
        if not text.startswith("#") and text[-1] not in ":：":
            yield _span(hit, number, start, end), cosine


def _span(hit: Hit, number: int, start: int, end: int) -> Span:
    line = hit.line + _line_breaks(hit.text[:start])
    return Span(hit.text[start:end], hit.start + start, hit.start + end, line, number)


@lru_cache(4096)
def _terms(text: str) -> frozenset[str]:
    """Kept, for passages come up again and again, and the analyser takes half a millisecond."""
    return frozenset(terms([text])[0])


def _above(hit: Hit) -> str:
    return " ".join(hit.headings[-2:])


def _line_breaks(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
