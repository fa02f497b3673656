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
BEHIND = 3.0  # logits that the other side is behind the best at most


def compares(question: str) -> bool:
    return _COMPARES.search(question) is not None


def both_sides(hits: Sequence[Hit], scores: Sequence[Scores], question: str) -> list[Scores]:
    """The scores, where what answers best is called by one of the things that are compared: what
    else of its list, or which other section, is called by another one comes near to it.
    """
    found = [own.copy() for own in scores]
    tops = [float(own.max(initial=-1e9)) for own in scores]
    if not compares(question) or not tops:
        return found
    asked, best = bare(question), max(tops)
    first = tops.index(best)
    for place in _named_beside(hits[first], int(scores[first].argmax()), asked):
        found[first][place] = max(found[first][place], best - BEHIND)
    if _is_named(heading_names(_heading(hits[first])), asked):
        for hit, own in zip(hits, found, strict=True):
            if len(own) and _is_named(heading_names(_heading(hit)), asked):
                own[own.argmax()] = max(own.max(), best - BEHIND)
    return found


def _named_beside(hit: Hit, best: int, asked: str) -> list[int]:
    """Units beside the best that are called by what is asked for; none where it is not itself."""
    own = units(hit.text, hit.layout)
    alike = (k for k, unit in enumerate(own) if _kind(unit) == _kind(own[best]))
    named = [k for k in alike if _is_named(set(_names(own[k], hit.text)), asked)]
    return named if best in named else []


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
