"""What of a passage may be quoted: its units, and the lists, tables and blocks of code that take
their place; each with what it stands under.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.passages.chunks import WHOLE_CHARS
from index.passages.units import Extent, Unit, blocks, lists, tables, units
from qa.answers import Hit
from qa.reader import Scores
from qa.roles import before, is_label, is_name, is_no_answer, labels, says_nothing

MAX_WHOLE = WHOLE_CHARS  # of a longer list, table or code block the best unit alone is shown
# Logits below the best that another unit may have, to be shown beside it, more where the best is
# not SURE; and those that an item may have, to count as one of those that all belong.
MARGIN, UNSURE, BELONGS = 3.5, 4.0, 3.0
ALL_BELONG = 8.0  # the same, where all there are is asked for
SURE = 5.0
# What asks for all there are, `인덱스 종류는?`, and not `파드 목록을 보는 명령`.
_ALL = re.compile(
    r"(?:종류|목록)(?:들?[은는이가을를]|에는)?"
    r"(?: (?:뭐|무엇|어떤|알려|말해|전부|모두|다)[가-힣 ]*)?\W*$|"
    r"(?:뭐뭐|무엇무엇|(?:뭐|무엇|어떤 ?(?:것|게|거))(?:들?이|가)? ?있)\w*\W*$|"
    r"\b(?:(?:what|which) (?:\w+ )?(?:kinds|types|sorts)|list (?:all|the)|what are (?:all|the))\b",
    re.I,
)
# What asks for steps, and not for one of them.
_STEPS = re.compile(r"순서|절차|단계|과정|흐름|\b(?:steps|procedure|process)\b", re.I)
_ONE = re.compile(
    r"첫|처음|다음|마지막|\d|번째|먼저|\b(?:first|next|last|then|after|before)\b", re.I
)
_NUMBERED = re.compile(r"[ \t>]*(?:\d{1,3}[.)]|①)")
# What a section is called that has several of what is asked for: `## 가설검정 절차`.
_SEVERAL = re.compile(
    r"(?:순서|절차|단계|과정|방법|장점|단점|장단점|특징|특성|효과|조건|요건|원인|이유|요소|원칙|규칙|유형|종류|"
    r"기능|역할|목록|사항|항목|steps|features|types|kinds|pros|cons|advantages|disadvantages|reasons)$"
)


@dataclass(frozen=True)
class Candidate:
    """An extent of a passage that may be quoted; offsets into the hit's text."""

    score: float
    hit: int  # 1-based
    start: int
    end: int
    above: tuple[Extent, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What is asked of a passage. `belongs`: how far below the best of all scores an item may lie
    to count as one of those that all belong.
    """

    letters: str
    best: float
    belongs: float = BELONGS


def asked_of(hit: Hit, own: Scores, best: float, question: str) -> Asked:
    asked = _letters(question)
    if not len(own) or float(own.max()) < best:
        return Asked(asked, best)
    heading = _letters(hit.headings[-1] if hit.headings else hit.title)
    several = _SEVERAL.search(heading) and heading in asked and own[0] >= best
    if several or _is_a_step(hit, own, question):
        return Asked(asked, best, math.inf)
    return Asked(asked, best, ALL_BELONG if _ALL.search(question) else BELONGS)


def _is_a_step(hit: Hit, own: Scores, question: str) -> bool:
    """Whether what answers best is one of the numbered items that the question asks for."""
    if not _STEPS.search(question) or _ONE.search(question):
        return False
    best = units(hit.text, hit.layout)[int(own.argmax())]
    around = [a for a, b in lists(hit.text, hit.layout) if a <= best.start and best.end <= b]
    return bool(around) and _NUMBERED.match(hit.text, around[-1]) is not None


def _letters(text: str) -> str:
    return re.sub(r"[\W\d]", "", text).casefold()


def margin(best: float) -> float:
    return MARGIN if best >= SURE else UNSURE


def candidates(hit: Hit, number: int, scores: Scores, asked: Asked) -> Iterator[Candidate]:
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
        if found[inside[0]].code or _answers_whole(hit.text, found, scores, inside, lead, asked):
            every = [lead, *inside] if lead >= 0 else inside
            taken.update(every)
            first = inside[0]
            if lead >= 0 and not found[first].code and not is_no_answer(hit.text, found, lead):
                first, start = lead, found[lead].start  # a sentence that may answer, and its list
            top = max(float(scores[k]) for k in every)
            yield Candidate(top, number, start, end, above_of(found, first))
    for place, unit in enumerate(found):
        if place not in taken and not is_no_answer(hit.text, found, place):
            start, above = _alone(hit.text, found, place)
            score = max(float(scores[n]) for n in (place, *labels(hit.text, found, place)))
            yield Candidate(score, number, start, unit.end, above)


def _wholes(hit: Hit) -> list[Extent]:
    every = [kind(hit.text, hit.layout) for kind in (blocks, tables, lists)]
    return [(a, b) for found in every for a, b in found if b - a <= MAX_WHOLE]


def _lead(text: str, found: Sequence[Unit], first: int) -> int:
    """The place of the line that announces what begins with the unit at `first`, or -1."""
    if found[first].code and first and found[first - 1].of(text)[-1] in ":：":
        return first - 1
    return found[first].above


def _answers_whole(
    text: str,
    found: Sequence[Unit],
    scores: Scores,
    inside: Sequence[int],
    lead: int,
    asked: Asked,
) -> bool:
    """A list or table does, unlike code, a line of which says little, only when the line that
    announces it or its head answers or is what is asked for, or most of its items answer.
    """
    own = [float(scores[k]) for k in inside]
    leads = float(scores[lead]) if lead >= 0 else -1e9
    if max(*own, leads) < asked.best - margin(asked.best):
        return False
    named = lead >= 0 and _is_asked_for(found[lead].of(text), leads, own, asked)
    if named or leads >= max(own):
        return True
    if found[inside[-1]].row and found[inside[-1]].above != inside[0]:
        return False  # the head of the table stands before the passage, and maybe other rows
    if found[inside[0]].row and own[0] == max(own):
        return True
    return 2 * sum(score >= asked.best - asked.belongs for score in own) > len(own) > 1


def _is_asked_for(lead: str, score: float, own: Sequence[float], asked: Asked) -> bool:
    """Whether the name of a list is said in the question, or nearly answers itself; and no item
    alone answers, unless it is a name of several: `쌓는 순서`.
    """
    name = _letters(lead)
    said = len(name) > 1 and name in asked.letters
    near = is_name(lead) and score >= asked.best - BELONGS
    best, second = sorted([-math.inf, *own])[:-3:-1]
    return (said or near) and (best - second <= BELONGS or bool(_SEVERAL.search(name)))


def _alone(text: str, found: Sequence[Unit], place: int) -> tuple[int, tuple[Extent, ...]]:
    """Where what can stand alone begins, and what it stands under: `그래서 …` goes with the
    sentence before it, and an item or a line that begins so stands under that one.
    """
    start, above = found[place].start, above_of(found, place)
    if (prior := before(text, found, place)) < 0:
        return start, above
    if "\n" not in text[found[prior].start : start]:
        return found[prior].start, above
    return start, (*above, (found[prior].start, found[prior].end))


def above_of(found: Sequence[Unit], place: int) -> tuple[Extent, ...]:
    above: list[Extent] = []
    while (place := found[place].above) >= 0:
        above.insert(0, (found[place].start, found[place].end))
    return tuple(above)
