"""Answer spans: the units of the passages that answer, quoted as they stand."""

import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from index.passages.chunks import CODE_CHARS
from index.passages.units import Unit, blocks, lists, tables, units
from qa.answers import Hit, Span
from qa.reader import Scores
from qa.roles import is_label, is_name, is_no_answer, labels, says_nothing

MAX_SPANS = 3
MAX_WHOLE = CODE_CHARS  # of a longer list, table or code block the best unit alone is shown
# Logits below the best that another unit may have, to be shown beside it, more where the best is
# not SURE; and those that an item may have, to count as one of those that all belong.
MARGIN, UNSURE, BELONGS = 3.5, 4.0, 3.0
ALL_BELONG = 8.0  # the same, where all there are is asked for
SURE = 5.0
# What asks for all there are, `인덱스 종류는?`, and not `파드 목록을 보는 명령`.
_ALL = re.compile(
    r"(?:종류|목록)(?:들?[은는이가을를]|에는)?"
    r"(?: (?:뭐|무엇|어떤|알려|말해|전부|모두|다)[가-힣 ]*)?\W*$|"
    r"(?:뭐뭐|무엇무엇|(?:뭐|무엇|어떤 ?(?:것|게|거))(?:들?이|가)? ?있)[가-힣]*\W*$|"
    r"\b(?:(?:what|which) (?:\w+ )?(?:kinds|types|sorts)|list (?:all|the)|what are (?:all|the))\b",
    re.I,
)
# What a section is called that has several of what is asked for: `## 가설검정 절차`.
_SEVERAL = re.compile(
    r"(?:순서|절차|단계|과정|방법|장점|단점|장단점|특징|특성|효과|조건|요건|원인|이유|요소|원칙|규칙|유형|종류|"
    r"기능|역할|목록|사항|항목|steps|features|types|kinds|pros|cons|advantages|disadvantages|reasons)$"
)
_BAR_BEFORE = re.compile(r"(?:^|[\r\n])[ \t]*((?:\|[ \t]*)+)$")
_BAR_BEHIND = re.compile(r"((?:[ \t]*\|)+)[ \t]*(?:$|[\r\n])")
_BOX = re.compile(r"\[[ xX]\][ \t]+$")  # of a task, which says whether it is done
# What the program that shows the notes replaces, `{% include toc %}`, `:::info`, `[TOC]`.
_DIRECTIVE = re.compile(
    r"\{[%{:].*\}|:::.*|!!!.*|[@$]?[\[{]{1,2}_?toc_?[\]}]{1,2}|\\tableofcontents"
    r"|\W*(?:toc|목차|차례|(?:table of )?contents)\W*|(?:note|tip|info|warning)",
    re.I,
)


@dataclass(frozen=True)
class _Candidate:
    """An extent of a passage that may be quoted; offsets into the hit's text."""

    score: float
    hit: int  # 1-based
    start: int
    end: int
    above: tuple[tuple[int, int], ...] = ()


def choose(hits: Sequence[Hit], scores: Sequence[Scores], question: str) -> tuple[Span, ...]:
    """One to MAX_SPANS spans: of the best unit and of those that come near to it, in the order of
    their note; a list, a table or a block of code whole where it answers as such.

    `scores` are the reader's for the units of each hit.
    """
    best = max((float(own.max(initial=-1e9)) for own in scores), default=-1e9)
    found = [
        candidate
        for number, (hit, own) in enumerate(zip(hits, scores, strict=True), start=1)
        for candidate in _candidates(hit, number, own, _asked(hit, own, best, question))
    ]
    if not found:
        return ()
    found.sort(key=lambda c: (-c.score, c.hit, c.start))
    least = found[0].score - _margin(found[0].score)
    chosen: dict[str, _Candidate] = {}
    for one in found:
        if one.score >= least and len(chosen) < MAX_SPANS:
            text = hits[one.hit - 1].text[one.start : one.end]
            chosen.setdefault(text, one)
    return tuple(_spans([_once(one, chosen.values()) for one in chosen.values()], hits))


def _once(one: _Candidate, shown: Collection[_Candidate]) -> _Candidate:
    """Not under what is shown itself."""
    own = {(other.start, other.end) for other in shown if other.hit == one.hit}
    return replace(one, above=tuple(extent for extent in one.above if extent not in own))


@dataclass(frozen=True)
class _Asked:
    """What is asked of a passage. `belongs`: how far below the best of all scores an item may lie
    to count as one of those that all belong.
    """

    letters: str
    best: float
    belongs: float = BELONGS


def _is_asked_for(lead: str, score: float, asked: _Asked) -> bool:
    """Whether the name of a list is said in the question, or nearly answers itself."""
    name = _letters(lead)
    return (len(name) > 1 and name in asked.letters) or (
        is_name(lead) and score >= asked.best - BELONGS
    )


def _asked(hit: Hit, own: Scores, best: float, question: str) -> _Asked:
    asked = _letters(question)
    if float(own.max(initial=-1e9)) < best:
        return _Asked(asked, best)
    heading = _letters(hit.headings[-1] if hit.headings else hit.title)
    if _SEVERAL.search(heading) and heading in asked and own[0] >= best:
        return _Asked(asked, best, math.inf)
    return _Asked(asked, best, ALL_BELONG if _ALL.search(question) else BELONGS)


def _letters(text: str) -> str:
    return re.sub(r"[\W\d]", "", text).casefold()


def openings(hits: Sequence[Hit]) -> tuple[Span, ...]:
    """The first sentence of each note that says something, of MAX_SPANS notes at most."""
    found: dict[str, _Candidate | None] = dict.fromkeys(hit.path for hit in hits)
    for number, hit in sorted(enumerate(hits, start=1), key=lambda numbered: numbered[1].start):
        found[hit.path] = found[hit.path] or _opening(hit, number)
    return tuple(_spans([one for one in found.values() if one][:MAX_SPANS], hits))


def _opening(hit: Hit, number: int) -> _Candidate | None:
    every = units(hit.text, hit.layout)
    for place, unit in enumerate(every):
        directs = not unit.code and _DIRECTIVE.fullmatch(unit.of(hit.text))
        if not directs and not is_no_answer(hit.text, every, place):
            return _Candidate(0.0, number, unit.start, unit.end, _above(every, place))
    return None


def _margin(best: float) -> float:
    return MARGIN if best >= SURE else UNSURE


def next_best(
    hits: Sequence[Hit], scores: Sequence[Scores], shown: Sequence[Span], count: int
) -> tuple[Span, ...]:
    """The best spans that share nothing with those that were shown, the best first."""
    found = [
        candidate
        for number, (hit, own) in enumerate(zip(hits, scores, strict=True), start=1)
        for candidate in _candidates(hit, number, own, _Asked("", float(own.max(initial=-1e9))))
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


def _spans(chosen: Sequence[_Candidate], hits: Sequence[Hit]) -> Iterator[Span]:
    """The hit of the best first, and within a hit in its order; sentences that follow on one
    another are one span.
    """
    for number in dict.fromkeys(one.hit for one in chosen):
        hit = hits[number - 1]
        own = sorted((one for one in chosen if one.hit == number), key=lambda one: one.start)
        while own:
            first, *own = own
            end, score = first.end, first.score
            while own and _follows(hit.text[end : own[0].start]):
                end, score = own[0].end, max(score, own[0].score)
                own = own[1:]
            yield _span(hit, number, first, end, score)


def _follows(between: str) -> bool:
    return not between.strip(" ") and "\n" not in between


def _span(hit: Hit, number: int, one: _Candidate, end: int, score: float) -> Span:
    start, end = _whole(hit.text, one.start, end)
    extents = (_whole(hit.text, *extent) for extent in one.above)
    above = tuple((hit.text[a:b], hit.start + a, hit.start + b) for a, b in extents)
    line = hit.line + line_breaks(hit.text[:start])
    text = hit.text[start:end]
    return Span(text, hit.start + start, hit.start + end, line, number, above, score)


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """With the bars at both ends of a table's row, and the box of a task."""
    if box := _BOX.search(text, 0, start):
        return box.start(), end
    before, behind = _BAR_BEFORE.search(text, 0, start), _BAR_BEHIND.match(text, end)
    return (before.start(1), behind.end(1)) if before and behind else (start, end)


def _candidates(hit: Hit, number: int, scores: Scores, asked: _Asked) -> Iterator[_Candidate]:
    """Units that may answer, and the lists, tables and blocks of code that take their place."""
    if not len(scores):  # a passage that was not read
        return
    found = units(hit.text, hit.layout)
    taken = set[int]()
    for start, end in _wholes(hit):
        inside = [k for k, unit in enumerate(found) if start <= unit.start and unit.end <= end]
        empty = sum(not found[k].code and says_nothing(found[k].of(hit.text)) for k in inside)
        if 2 * empty >= len(inside) or taken.intersection(inside):
            continue
        lead = _lead(hit.text, found, inside[0])
        if len(inside) == 1 and lead >= 0 and is_label(hit.text, found, lead):
            continue
        named = lead >= 0 and _is_asked_for(found[lead].of(hit.text), float(scores[lead]), asked)
        if found[inside[0]].code or _answers_whole(found, scores, inside, lead, named, asked):
            every = [lead, *inside] if lead >= 0 else inside
            taken.update(every)
            first = inside[0]
            if lead >= 0 and not found[first].code and not is_no_answer(hit.text, found, lead):
                first, start = lead, found[lead].start  # a sentence that may answer, and its list
            top = max(float(scores[k]) for k in every)
            yield _Candidate(top, number, start, end, _above(found, first))
    for place, unit in enumerate(found):
        if place not in taken and not is_no_answer(hit.text, found, place):
            above = _above(found, place)
            score = max(float(scores[n]) for n in (place, *labels(hit.text, found, place)))
            yield _Candidate(score, number, unit.start, unit.end, above)


def _wholes(hit: Hit) -> list[tuple[int, int]]:
    every = [kind(hit.text, hit.layout) for kind in (blocks, tables, lists)]
    return [(a, b) for found in every for a, b in found if b - a <= MAX_WHOLE]


def _lead(text: str, found: Sequence[Unit], first: int) -> int:
    """The place of the line that announces what begins with the unit at `first`, or -1."""
    if found[first].code and first and found[first - 1].of(text)[-1] in ":：":
        return first - 1
    return found[first].above


def _answers_whole(
    found: Sequence[Unit],
    scores: Scores,
    inside: Sequence[int],
    lead: int,
    named: bool,
    asked: _Asked,
) -> bool:
    """A list or table does, unlike code, a line of which says little, only when the line that
    announces it or its head answers or is what is asked for, or most of its items answer.
    """
    own = [float(scores[k]) for k in inside]
    leads = float(scores[lead]) if lead >= 0 else -1e9
    if max(*own, leads) < asked.best - _margin(asked.best):
        return False
    if named or leads >= max(own):
        return True
    if found[inside[0]].row and own[0] == max(own):
        return True
    return 2 * sum(score >= asked.best - asked.belongs for score in own) > len(own) > 1


def _above(found: Sequence[Unit], place: int) -> tuple[tuple[int, int], ...]:
    above: list[tuple[int, int]] = []
    while (place := found[place].above) >= 0:
        above.insert(0, (found[place].start, found[place].end))
    return tuple(above)


def line_breaks(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")
