"""Answer spans: the units of the hits that answer a question, quoted as they stand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.embedding.vectors import Vectors
from index.passages.units import fenced_lines, lists, under, units
from index.words.bm25 import Match
from index.words.terms import terms
from qa.answers import Hit, Span
from qa.asking import Asking, read
from qa.late import look

MAX_SPANS = 3
MAX_LIST = 1_000  # characters; of a longer list the best item alone is shown
# The first span is the best unit; another is shown when it comes this near to it.
MARGIN = 0.15
# Parts of a unit's score: words that it and its headings share with the question, closeness in
# meaning of the whole and of the pieces, its hit's own score, whether it has what is asked for, and
# whether it is code where none is asked for.
WORDS, MEANING, PIECES, PLACE, FITS, CODE = 1.0, 0.2, 0.2, 1.2, 0.7, -0.4


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


@dataclass(frozen=True)
class _Candidate:
    span: Span
    above: str  # the headings and the items that it stands under
    meaning: float
    code: bool


def score_units(
    hits: Sequence[Hit], meanings: Sequence[Vectors], match: Match, question: str
) -> list[Scored]:
    """All units of the hits that may answer, best first.

    `meanings` holds, for each hit, the cosines of its units with the question.
    """
    found = [
        one
        for number, (hit, cosines) in enumerate(zip(hits, meanings, strict=True), start=1)
        for one in _candidates(hit, number, cosines)
        if not _terms(one.span.text) <= match.rarity.keys()  # the question itself is no answer
    ]
    if not found:
        return []
    texts = [f"{one.above}\n{one.span.text}" for one in found]
    pieces = look(question, texts).met.sum(axis=1)
    asking = read(question)
    top, low = hits[0].score, min(0.0, hits[-1].score)
    scored = [
        Scored(
            one.span,
            match.share(_terms(one.above) | _terms(one.span.text)),
            one.meaning,
            float(piece),
            (hits[one.span.hit - 1].score - low) / ((top - low) or 1.0),
            asking.fits(one.span.text),
            one.code and not asking.code,
        )
        for one, piece in zip(found, pieces, strict=True)
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


def _candidates(hit: Hit, number: int, cosines: Vectors) -> Iterator[_Candidate]:
    """Not headings, nor lines that only announce what follows (`장점:`, `spec:`)."""
    fenced = set(fenced_lines(hit.text, hit.fence))
    found = units(hit.text, hit.fence)
    for place, (unit, cosine) in enumerate(zip(found, cosines.tolist(), strict=True)):
        text = unit.of(hit.text)
        if not text.startswith("#") and text[-1] not in ":：":
            span = _span(hit, number, unit.start, unit.end)
            above = " ".join([*hit.headings[-2:], *under(hit.text, found, place)])
            yield _Candidate(span, above, cosine, span.line - hit.line in fenced)


def _span(hit: Hit, number: int, start: int, end: int) -> Span:
    line = hit.line + _line_breaks(hit.text[:start])
    return Span(hit.text[start:end], hit.start + start, hit.start + end, line, number)


@lru_cache(4096)
def _terms(text: str) -> frozenset[str]:
    """Kept, for passages come up again and again, and the analyser takes half a millisecond."""
    return frozenset(terms([text])[0])


def _line_breaks(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")
