"""Questions that compare: `DDP랑 FSDP 차이`. The reader may find one side alone."""

import re
from collections.abc import Iterator, Sequence

from index.passages.units import Unit, units
from qa.answers import Hit
from qa.naming import bare, heading_names, label_names
from qa.reader import Scores

_COMPARES = re.compile(
    r"차이|비교|다[른르름]|달[라랐]|(?<![a-z])(?:vs|versus|compar\w+|differ\w*|better)(?![a-z])",
    re.I,
)
BEHIND = 2.0  # logits below the best, for either side; less than what puts a span last


def compares(question: str) -> bool:
    return _COMPARES.search(question) is not None


def both_sides(hits: Sequence[Hit], scores: Sequence[Scores], question: str) -> list[Scores]:
    """The scores, where something that answers well is called by one of the things compared: what
    else of its list, or which other section, is called by another one comes near to the best.
    """
    found = [own.copy() for own in scores]
    tops = [float(own.max(initial=-1e9)) for own in scores]
    if not compares(question) or not tops:
        return found
    asked, best = bare(question), max(tops)
    first = tops.index(best)
    for place in _named_beside(hits[first], scores[first], asked):
        found[first][place] = max(found[first][place], best - BEHIND)
    if _is_named(heading_names(_heading(hits[first])), asked):
        for hit, own in zip(hits, found, strict=True):
            if len(own) and _is_named(heading_names(_heading(hit)), asked):
                own[own.argmax()] = max(own.max(), best - BEHIND)
    return found


def _named_beside(hit: Hit, scores: Scores, asked: str) -> list[int]:
    """Units that are called by what is asked for, of one list or table, if one of them is near the
    best.
    """
    own = units(hit.text, hit.layout)
    named = [k for k, unit in enumerate(own) if _is_named(set(_names(unit, hit.text)), asked)]
    top = max(named, key=lambda k: float(scores[k]), default=-1)
    if top < 0 or scores[top] < scores.max() - BEHIND:
        return []
    return [k for k in named if _kind(own[k]) == _kind(own[top])]


def _kind(unit: Unit) -> tuple[int, bool]:
    return unit.above, unit.row


def _names(unit: Unit, text: str) -> Iterator[str]:
    if unit.row:
        yield bare(unit.of(text).partition("|")[0])
    else:
        yield from label_names(unit.of(text))


def _is_named(names: set[str], asked: str) -> bool:
    return any(len(name) > 1 and name in asked for name in names)


def _heading(hit: Hit) -> str:
    return hit.headings[-1] if hit.headings else hit.title
