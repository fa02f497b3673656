"""Questions beside the same ones with another subject, which their passages do not answer.

The subject is the longest name in the question that stands in the last heading or where the answer
begins; in its place comes another that is near in meaning and not in the passage: `백혈구 수명은?`,
where the note has that of 적혈구.
"""

import random
import re
from collections import defaultdict
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from index.embedding.rows import Span
from index.words.dictionary import NAMES
from index.words.glossary import Glossary
from index.words.particles import closes
from index.words.terms import phrase
from training.bank import Asked, Passage
from training.dictionary import vectors

# The nearest names are the name itself and another way to say it, and whatever is nearer than LIKE
# (a cosine) may be one, too; among the first that fit one is drawn.
SAME, NEAREST, CANDIDATES, LIKE = 2, 50, 8, 0.85
LONGEST, LONGEST_TOLD, LONGEST_FOUND = 20, 14, 16  # letters of a name
BEGINNING = 16  # letters of an answer
TOGETHER = 512  # names compared with all
# Names that are no subjects: anything has them.
COMMON = frozenset(
    """
    시간 사람 번호 방법 이유 크기 개수 순서 종류 단계 결과 비용 기준 목록 조건 상태 문제 규칙 형식
    구조 설정 주소 범위 이름 뜻 값 예 예시 장점 단점 차이 정리 요약 메모 참고 기본 확인 점검 정의
    특징 비교 질문 답 결론 배경 원인 해결 대응 대책 방식 단위 용도 역할 효과 한계 계산 공식 준비
    과정 방향 위치 속도 성능 수 양 날짜 기간
    """.split()
)
_LABEL = re.compile(
    r"^(?:\*\*)?([가-힣A-Za-z][\w가-힣 .+/-]{1,18}?)(?:\*\*)?\s*(?:[:：—=→]|은 |는 |이란 |란 )"
)
_NUMBER = re.compile(r"^\d+(\.\d+)*\.?\s*")
_PARTICLE = re.compile("[을를은는이가과와]|으?로")
# By particle: the form behind a consonant, and behind a vowel.
_FORMS = {
    particle: forms
    for forms in (("을", "를"), ("은", "는"), ("이", "가"), ("과", "와"), ("으로", "로"))
    for particle in forms
}


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


def is_subject(name: str) -> bool:
    """Two letters of Hangul stand in too many words for something else."""
    return (len(name) > 2 or name.isascii()) and name not in COMMON


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


def subject(question: Asked, passages: Sequence[Passage], names: Container[str]) -> Span | None:
    """The longest name in the question that is what its answer tells of."""
    number, unit = question.gold[0]
    told = (*passages[number].headings[-1:], passages[number].units[unit][:BEGINNING])
    where, text = "\n".join(told).casefold(), question.text.casefold()
    spans = [(start, end) for start, end in found(text, names) if text[start:end] in where]
    return max(spans, key=lambda span: span[1] - span[0], default=None)


def others(name: str, nearest: Sequence[str], passage: Passage, same: Collection[str]) -> list[str]:
    """Of the nearest names those that may be put in the place of a name: other things, in the same
    letters, of which the passage says nothing. `same` is in lower case.
    """
    text = "\n".join((*passage.headings, *passage.units)).casefold()

    def fits(other: str) -> bool:
        if not is_subject(other) or other.isascii() != name.isascii():
            return False
        written = other.casefold()
        return not (written in text or written in same or means(other, name))

    return list(islice(filter(fits, nearest), CANDIDATES))


def means(one: str, other: str) -> bool:
    """Whether the glossary says so, or one has all terms of the other."""
    own, its = (tuple(sorted(phrase(name))) for name in (one, other))
    glossary = Glossary.load(Path(__file__).parent)  # the one that ships: no other is here
    return its in glossary.meanings.get(own, ()) or set(own) <= set(its) or set(its) <= set(own)


def near(own: Sequence[str], names: Sequence[str]) -> dict[str, list[str]]:
    """By name the nearest others, best first, without those that may mean the same."""
    place = {name: number for number, name in enumerate(names)}
    rows, nearest = vectors(names), dict[str, list[str]]()
    for at in range(0, len(own), TOGETHER):
        some = own[at : at + TOGETHER]
        best = (rows[[place[name] for name in some]] @ rows.T).topk(NEAREST)
        best.indices[best.values > LIKE] = -1
        for name, numbers in zip(some, best.indices[:, SAME:].tolist(), strict=True):
            nearest[name] = [names[number] for number in numbers if number >= 0]
    return nearest


def pairs(passages: Sequence[Passage], asked: Sequence[Asked]) -> list[Pair]:
    names, same = all_names(passages), synonyms(NAMES.read_text(encoding="utf-8"))
    told = list(_subjects(passages, asked, {n.casefold(): n for n in names if is_subject(n)}))
    nearest = near(sorted({name for _, _, name in told}), names)
    made = []
    for question, span, name in told:
        of = passages[question.gold[0][0]]
        if instead := others(name, nearest[name], of, same.get(name.casefold(), ())):
            made.append(swapped(question, of, span, random.choice(instead)))
    return made


def _subjects(
    passages: Sequence[Passage], asked: Sequence[Asked], names: Mapping[str, str]
) -> Iterator[tuple[Asked, Span, str]]:
    """Questions that have one, with where it stands and its name."""
    for question in asked:
        if question.gold and (span := subject(question, passages, names)):
            yield question, span, names[question.text.casefold()[slice(*span)]]


def swapped(question: Asked, passage: Passage, span: Span, name: str) -> Pair:
    """With the name in the place of what the span has."""
    (first, _), *_ = question.gold
    gold = frozenset(unit for number, unit in question.gold if number == first)
    start, end = span
    wrong = question.text[:start] + name + fitting(name, question.text[end:])
    return Pair(passage, gold, question.text, wrong)


def fitting(name: str, rest: str) -> str:
    """What goes on behind a name, with the form of the particle that the name asks for."""
    particle = _PARTICLE.match(rest)
    if not particle or name.isascii():
        return rest
    return _FORMS[particle[0]][not closes(name)] + rest[particle.end() :]
