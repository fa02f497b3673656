"""Pairs of words with one meaning, mostly Korean and English: those that ship beside this file,
and those of `glossary.tsv` in the notes folder.

A line holds two words or phrases, of any language, with a tab between; it may be empty or begin
with `#`. The user's file is looked at anew with every question. The pairs of `everyday.tsv` count
from left to right alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from index.reading.notices import Notice
from index.reading.reasons import told
from index.reading.text import decode
from index.words.bm25 import Phrase
from index.words.spelling import bases
from index.words.terms import Asked, has_hangul, phrases, pieces

FILE, EVERYDAY = "glossary.tsv", "everyday.tsv"
MAX_BYTES = 300_000  # about 10,000 pairs, a second's work after every change
# What a translation counts beside the question's own word. English questions over Korean notes:
# nDCG@10 of words alone .79 with 0.7, .81 with 0.9, .82 with 1, where the own word no longer leads.
TRANSLATED = 0.9

Side = tuple[Phrase, str]  # a phrase, and how it is written
Pairs = tuple[tuple[Side, Side], ...]


@dataclass(frozen=True)
class Glossary:
    meanings: Mapping[Phrase, Collection[Phrase]]  # what may stand in the place of each
    starts: Mapping[str, Collection[Phrase]]  # the phrases by their first term
    written: Mapping[Phrase, str]  # as it stands in the file
    notices: tuple[Notice, ...] = ()  # what is wrong with the user's file; the rest of it counts

    @classmethod
    def load(cls, notes: Path) -> "Glossary":
        """Raises nothing: a broken glossary stops no question."""
        path = (notes / FILE).absolute()
        if not path.is_file():
            return _shipped()
        stat = path.stat()
        return _with_users(path, stat.st_size, stat.st_mtime_ns)

    def alternatives(self, asked: Asked) -> dict[str, dict[Phrase, float]]:
        """What may stand in the place of the question's terms, for `Words.match`: translations,
        the word that a form like `scaled` is of, and two neighbours written as one.
        """
        found: dict[str, dict[Phrase, float]] = defaultdict(dict)
        for longest in self._longest(asked.weights):
            for term in asked.weights:
                if _is_within(term, longest):
                    found[term] |= dict.fromkeys(self.meanings[longest], TRANSLATED)
        for term in asked.weights.keys() - found.keys():
            for base in bases(term):
                found[term] |= dict.fromkeys([(base,), *self.meanings.get((base,), ())], TRANSLATED)
        for first, second in asked.neighbours:
            for term in (first, second):
                found[term][first + second,] = 1.0
        return dict(found)

    def names(self, asked: Asked) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Phrases of a question, as they are written, each with what may stand in its place."""
        for longest in self._longest(asked.weights):
            yield self.written[longest], tuple(self.written[p] for p in self.meanings[longest])

    def _longest(self, terms: Collection[str]) -> list[Phrase]:
        """Phrases of which all terms are there: `교착 상태`, and not the `상태` within it."""
        has = set(terms)
        found = [p for term in terms for p in self.starts.get(term, ()) if has.issuperset(p)]
        return [p for p in found if not any(set(p) < set(other) for other in found)]


def _is_within(term: str, whole: Phrase) -> bool:
    """Whether most of it is: `로드밸런서` in 로드, 밸런, 런서, though 드밸 is not; and a syllable
    that the analyser has cut from it.
    """
    if len(term) == 1:
        return any(term in part for part in whole)
    parts = pieces(term)
    return 2 * sum(part in whole for part in parts) > len(parts)


@lru_cache(maxsize=4)
def _with_users(path: Path, size: int, mtime_ns: int) -> Glossary:
    """Size and time are among the arguments so that a changed file is another call."""
    try:
        if size > MAX_BYTES:
            raise ValueError(told("long glossary", size=size, most=MAX_BYTES))
        text, _ = decode(path.read_bytes())
    except OSError as error:
        reason = told("unreadable", why=error.strerror)
        return replace(_shipped(), notices=(Notice(FILE, reason),))
    except ValueError as error:
        return replace(_shipped(), notices=(Notice(FILE, str(error)),))
    pairs, notices = _read(text)
    return _glossary(_shipped_pairs() + _both_ways(pairs), notices)


@cache
def _shipped() -> Glossary:
    return _glossary(_shipped_pairs(), ())


@cache
def _shipped_pairs() -> Pairs:
    terms, everyday = (
        _read(Path(__file__).with_name(file).read_text(encoding="utf-8"))[0]
        for file in (FILE, EVERYDAY)
    )
    return _both_ways(terms) + everyday


def _both_ways(pairs: Pairs) -> Pairs:
    return pairs + tuple((right, left) for left, right in pairs)


def _glossary(pairs: Pairs, notices: tuple[Notice, ...]) -> Glossary:
    meanings: dict[Phrase, dict[Phrase, None]] = defaultdict(dict)
    starts: dict[str, dict[Phrase, None]] = defaultdict(dict)
    written: dict[Phrase, str] = {}
    for (left, own), (right, other) in pairs:
        meanings[left][right] = starts[left[0]][left] = None
        written |= {left: written.get(left, own), right: written.get(right, other)}
    return Glossary(meanings, starts, written, notices)


def _read(text: str) -> tuple[Pairs, tuple[Notice, ...]]:
    """The pairs as terms, and a notice for every line that holds none."""
    pairs: list[tuple[Side, Side]] = []
    notices = []
    lines = text.splitlines()
    rows = {n: line.split("\t") for n, line in enumerate(lines, start=1) if not _says_nothing(line)}
    written = {side: None for row in rows.values() for one in row for side in (one, _joined(one))}
    sides = {
        side: (tuple(sorted(own)), side.strip())
        for side, own in zip(written, phrases(list(written)), strict=True)
    }
    for number, row in rows.items():
        match [sides[side] for side in row]:
            case [left, right] if left[0] and right[0]:
                lefts = dict.fromkeys((left, sides[_joined(row[0])]))
                pairs += ((one, right) for one in lefts)
            case _:
                reason = f"{lines[number - 1][:60]!r}: {told('no pair')}"
                notices.append(Notice(f"{FILE}:{number}", reason))
    return tuple(pairs), tuple(notices)


def _joined(side: str) -> str:
    """`복합키` for `복합 키`: of a syllable that is written with another word there is no term."""
    words = side.split()
    return "".join(words) if min(map(len, words), default=0) == 1 and has_hangul(side) else side


def _says_nothing(line: str) -> bool:
    return line.startswith("#") or not line.strip()
