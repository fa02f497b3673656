"""Answer spans: the units of the passages that answer, quoted as they stand."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from index.passages.units import Extent, outer, units, with_bars
from qa.answers import Hit, Span
from qa.candidates import Asked, Candidate, above_of, asked_of, candidates, margin
from qa.comparing import both_sides
from qa.reader import Scores
from qa.roles import is_no_answer

MAX_SPANS = 3
# Logits below the best from which a span follows what answers better, but for steps.
BEST = 2.0
_STEP = re.compile(r"(?:\d{1,3}[.)]|\(\d{1,2}\)|[①-⑳])[ \t]*$")
_BOX = re.compile(r"\[[ xX]\][ \t]+$")  # of a task, which says whether it is done
# What the program that shows the notes replaces, `{% include toc %}`, `:::info`, `[TOC]`.
_DIRECTIVE = re.compile(
    r"\{[%{:].*\}|:::.*|!!!.*|[@$]?[\[{]{1,2}_?toc_?[\]}]{1,2}|\\tableofcontents"
    r"|\W*(?:toc|목차|차례|(?:table of )?contents)\W*|(?:note|tip|info|warning)",
    re.I,
)


def choose(hits: Sequence[Hit], scores: Sequence[Scores], question: str) -> tuple[Span, ...]:
    """One to MAX_SPANS spans: of the best unit and of those that come near to it; a list, a table
    or a block of code whole where it answers as such.

    `scores` are the reader's for the units of each hit.
    """
    scores = both_sides(hits, scores, question)
    best = max((float(own.max(initial=-1e9)) for own in scores), default=-1e9)
    found = [
        candidate
        for number, (hit, own) in enumerate(zip(hits, scores, strict=True), start=1)
        for candidate in candidates(hit, number, own, asked_of(hit, own, best, question))
    ]
    if not found:
        return ()
    found.sort(key=lambda c: (-c.score, c.hit, c.start))
    least = found[0].score - margin(found[0].score)
    chosen: dict[str, Candidate] = {}
    for one in found:
        if one.score >= least and len(chosen) < MAX_SPANS:
            text = hits[one.hit - 1].text[one.start : one.end]
            chosen.setdefault(text, one)
    return _once(_spans(list(chosen.values()), hits))


def _once(spans: Iterable[Span]) -> tuple[Span, ...]:
    """None under what is shown before it, and none after what is shown under it."""
    shown: list[Span] = []
    for span in spans:
        own = [other for other in shown if other.hit == span.hit]
        over = [one for other in own for one in other.above]
        if (span.text, span.start, span.end) not in over:
            above = (one for one in span.above if not any(_holds(s, *one[1:]) for s in own))
            shown.append(replace(span, above=tuple(above)))
    return tuple(shown)


def _holds(span: Span, start: int, end: int) -> bool:
    return span.start <= start and end <= span.end


def openings(hits: Sequence[Hit]) -> tuple[Span, ...]:
    """The first sentence of each note that says something, of MAX_SPANS notes at most."""
    found: dict[str, Candidate | None] = dict.fromkeys(hit.path for hit in hits)
    for number, hit in sorted(enumerate(hits, start=1), key=lambda numbered: numbered[1].start):
        found[hit.path] = found[hit.path] or _opening(hit, number)
    return tuple(_spans([one for one in found.values() if one][:MAX_SPANS], hits))


def _opening(hit: Hit, number: int) -> Candidate | None:
    every = units(hit.text, hit.layout)
    for place, unit in enumerate(every):
        directs = not unit.code and _DIRECTIVE.fullmatch(unit.of(hit.text))
        if not directs and not is_no_answer(hit.text, every, place):
            return Candidate(0.0, number, unit.start, unit.end, above_of(every, place))
    return None


def next_best(
    hits: Sequence[Hit], scores: Sequence[Scores], shown: Sequence[Span], count: int
) -> tuple[Span, ...]:
    """The best spans that share nothing with those that were shown, the best first."""
    found = [
        candidate
        for number, (hit, own) in enumerate(zip(hits, scores, strict=True), start=1)
        for candidate in candidates(hit, number, own, Asked("", float(own.max(initial=-1e9))))
    ]
    found.sort(key=lambda c: (-c.score, c.hit, c.start))
    spans = (_span(hits[c.hit - 1], c.hit, c, c.end, c.score) for c in found)
    taken = {hits[span.hit - 1].path: list[Span]() for span in shown}
    for span in shown:
        taken[hits[span.hit - 1].path].append(span)
    chosen: list[Span] = []
    for span in spans:
        own = taken.setdefault(hits[span.hit - 1].path, [])
        if len(chosen) < count and not any(s.start < span.end and span.start < s.end for s in own):
            own.append(span)
            chosen.append(span)
    return tuple(chosen)


def _spans(chosen: Sequence[Candidate], hits: Sequence[Hit]) -> Iterator[Span]:
    """The hit of the best first, and within a hit in its order, but for what answers clearly less
    well than its best.
    """
    for number in dict.fromkeys(one.hit for one in chosen):
        hit = hits[number - 1]
        own = list(_in_order(hit, number, chosen))
        best = max(span.score for span in own)
        yield from sorted(own, key=lambda s: s.score < best - BEST and not _is_step(hit, s))


def _is_step(hit: Hit, span: Span) -> bool:
    return _STEP.search(hit.text, 0, span.start - hit.start) is not None


def _in_order(hit: Hit, number: int, chosen: Sequence[Candidate]) -> Iterator[Span]:
    """Of one hit; sentences that follow on one another are one span."""
    own = sorted((one for one in chosen if one.hit == number), key=lambda one: one.start)
    while own:
        first, *own = own
        end, score = first.end, first.score
        while own and _follows(hit.text[end : own[0].start]):
            end, score = max(end, own[0].end), max(score, own[0].score)
            own = own[1:]
        yield _span(hit, number, first, end, score)


def _follows(between: str) -> bool:
    return not between.strip(" ") and "\n" not in between


def _span(hit: Hit, number: int, one: Candidate, end: int, score: float) -> Span:
    start, end = _whole(hit.text, one.start, end)
    extents = (_whole(hit.text, *extent) for extent in one.above)
    within = ((hit.text[a:b], a, b) for a, b in extents)
    above = tuple((t, hit.start + a, hit.start + b) for t, a, b in (*outer(hit.layout), *within))
    line = hit.line + line_breaks(hit.text[:start])
    text = hit.text[start:end]
    places = hit.start + start, hit.start + end
    return Span(text, *places, line, number, above, score, hit.margin(places[0]))


def _whole(text: str, start: int, end: int) -> Extent:
    """With the bars at both ends of a table's row, and the box of a task."""
    if box := _BOX.search(text, 0, start):
        return box.start(), end
    return with_bars(text, start, end)


def line_breaks(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")
