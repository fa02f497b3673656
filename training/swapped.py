"""Questions beside the same ones with another subject, which their passages do not answer.

The subject is the longest name that question and passage share; in its place comes another that is
near in meaning and not in the passage: `백혈구 수명은?`, where the note has that of 적혈구.
"""

import random
import re
from collections import defaultdict
from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import dataclass

from index.embedding.rows import Span
from index.words.dictionary import NAMES
from training.bank import Asked, Passage
from training.dictionary import vectors

# The nearest names are the name and other ways to say it; among the first that fit one is drawn.
SAME, NEAREST, CANDIDATES = 3, 60, 12
LONGEST, LONGEST_TOLD, LONGEST_FOUND = 20, 14, 16  # letters of a name
TOGETHER = 512  # names compared with all
_LABEL = re.compile(
    r"^(?:\*\*)?([가-힣A-Za-z][\w가-힣 .+/-]{1,18}?)(?:\*\*)?\s*(?:[:：—=→]|은 |는 |이란 |란 )"
)
_NUMBER = re.compile(r"^\d+(\.\d+)*\.?\s*")


@dataclass(frozen=True)
class Pair:
    """`gold`, places of units, answer the question `right`; nothing answers `wrong`."""

    passage: Passage
    gold: frozenset[int]
    right: str
    wrong: str


def all_names(passages: Sequence[Passage]) -> list[str]:
    """Those of the dictionary, and what passages have as a label or a heading."""
    known = NAMES.read_text(encoding="utf-8").replace("\t", "\n").splitlines()
    told = [name for passage in passages for name in _told(passage)]
    told = [name for name in told if len(name) <= LONGEST_TOLD and len(name.split()) <= 2]
    return [name for name in dict.fromkeys([*known, *told]) if 2 <= len(name) <= LONGEST]


def _told(passage: Passage) -> Iterator[str]:
    for text in (*passage.units, *passage.headings):
        if label := _LABEL.match(text):
            yield label[1].strip()
    for heading in passage.headings:
        yield _NUMBER.sub("", heading).strip(" ?？")


def synonyms(entries: str) -> dict[str, set[str]]:
    """Of each name all names of its entries, in lower case."""
    same: dict[str, set[str]] = defaultdict(set)
    for line in entries.splitlines():
        names = line.casefold().split("\t")
        for name in names:
            same[name].update(names)
    return same


def found(text: str, names: Container[str]) -> list[Span]:
    """The longest of the names, which are in lower case, at the beginning of each word; a word
    ends, too, where Latin letters meet others.
    """
    text = text.casefold()
    ends = {start: _end(text, start, names) for start in range(len(text)) if _begins(text, start)}
    return [(start, end) for start, end in ends.items() if end]


def _begins(text: str, at: int) -> bool:
    before = text[at - 1 : at]
    return not before.isalnum() or before.isascii() != text[at].isascii()


def _end(text: str, start: int, names: Container[str]) -> int:
    """0 where there is no name."""
    ends = range(min(len(text), start + LONGEST_FOUND), start + 1, -1)
    return next((e for e in ends if text[start:e] in names and not _cuts(text, e)), 0)


def _cuts(text: str, end: int) -> bool:
    """Whether a Latin word goes on there; after others particles may follow."""
    behind = text[end : end + 1]
    return text[end - 1].isascii() and behind.isascii() and behind.isalnum()


def subject(question: str, passage: Passage, names: Container[str]) -> Span | None:
    """The longest name in the question that its passage has."""
    text = _text(passage)
    spans = [(a, b) for a, b in found(question, names) if question.casefold()[a:b] in text]
    return max(spans, key=lambda span: span[1] - span[0], default=None)


def others(name: str, nearest: Sequence[str], passage: Passage, same: Collection[str]) -> list[str]:
    """Of the nearest names those that may be put in the place of a name: other things, in the same
    letters, of which the passage says nothing. `name` and `same` are in lower case.
    """
    text = _text(passage)

    def fits(other: str) -> bool:
        if other in text or other in same or other in name or name in other:
            return False
        return any(map(str.isascii, other)) == any(map(str.isascii, name))

    return [other for other in nearest if fits(other.casefold())][:CANDIDATES]


def _text(passage: Passage) -> str:
    return "\n".join((*passage.headings, *passage.units)).casefold()


def near(own: Sequence[str], names: Sequence[str]) -> dict[str, list[str]]:
    """By name the nearest others, best first, without those that mean the same."""
    place = {name.casefold(): number for number, name in enumerate(names)}
    rows, nearest = vectors(names), dict[str, list[str]]()
    for at in range(0, len(own), TOGETHER):
        some = own[at : at + TOGETHER]
        best = (rows[[place[name] for name in some]] @ rows.T).topk(NEAREST).indices[:, SAME:]
        for name, numbers in zip(some, best.tolist(), strict=True):
            nearest[name] = [names[number] for number in numbers]
    return nearest


def pairs(passages: Sequence[Passage], asked: Sequence[Asked]) -> list[Pair]:
    names, same = all_names(passages), synonyms(NAMES.read_text(encoding="utf-8"))
    known = {name.casefold() for name in names}
    spans = [(q, subject(q.text, passages[q.gold[0][0]], known)) for q in asked if q.gold]
    told = [(q, span, q.text.casefold()[slice(*span)]) for q, span in spans if span]
    nearest = near(sorted({name for _, _, name in told}), names)
    made = []
    for question, span, name in told:
        of = passages[question.gold[0][0]]
        if instead := others(name, nearest[name], of, same.get(name, ())):
            made.append(swapped(question, of, span, random.choice(instead)))
    return made


def swapped(question: Asked, passage: Passage, span: Span, name: str) -> Pair:
    """With the name in the place of what the span has."""
    (first, _), *_ = question.gold
    gold = frozenset(unit for number, unit in question.gold if number == first)
    wrong = question.text[: span[0]] + name + question.text[span[1] :]
    return Pair(passage, gold, question.text, wrong)
