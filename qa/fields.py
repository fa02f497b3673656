"""Questions about what a note says of itself: `격리 수준 노트 언제 썼어?`, `what tags does the
isolation note have?`; and about the notes of a tag: `통계 태그 붙은 노트 뭐 있어?`

The note is the one whose names (title, file, folder, book, chapter) hold the words of the question
that do not ask; the field is quoted from its front matter as it stands there. No other question
is answered from there.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from index.reading.fields import fields_of
from index.reading.names import plain_name
from index.store.engine import Scope, State
from index.words.bm25 import Weights
from index.words.glossary import Glossary
from index.words.spelling import folded, plain, standard
from index.words.terms import asked, terms
from qa.answers import Hit, Span, make_label
from qa.days import asked_day
from qa.spans import MAX_SPANS, line_breaks
from qa.wanted import Wanted

_LOOKED_AT = 20  # notes whose names are compared word by word
_READ = 5  # of them, those that are read for a field of their own
# Besides the day, all that a line says which says when its note was written or changed: `작성일:
# 2023-05-04`, `2023.05.04 (목) 정리`. `2023.05.04 보고서 작성` is what was done on that day.
_DATED = {
    when: re.compile(
        r"(?:이 ?(?:글|노트|문서)[은는] )?(?:(?:최종|마지막|최근|최초|처음|last)(?:으로|에)? ?)?"
        rf"(?:{said})(?: ?(?:일[자시]?|날짜?|시간|date|time|at|on|[함됨한된]|(?:했|되었|됐)\w*))?",
        re.I,
    )
    for when, said in {
        "written": "작성|게시|등록|생성|정리|기록|공부|씀|쓴|날짜|date|written|created|posted",
        "changed": "수정|편집|업데이트|갱신|updated|modified|edited",
    }.items()
}
_LINE = re.compile(r"(?:\A|(?<=[\r\n<>]))[ \t*#-]*([^\r\n<>]{6,80}?)[ \t*]*(?=[\r\n<>]|\Z)")
_TIME = re.compile(r"오[전후]|[ap]m|[tz]|kst|[월화수목금토일](?:요일)?", re.I)


class Told(NamedTuple):
    spans: tuple[Span, ...]
    hits: tuple[Hit, ...]
    share: float  # of the question's words, those that the note is called by; 0 to 1


def named(state: State, about: str, scope: Scope, glossary: Glossary) -> list[Hit]:
    """The notes whose names hold the words best, as hits without a text; `words` is how much of
    them. Of those with equal shares the shortest titles.
    """
    words = asked(about)
    instead = glossary.alternatives(words)
    forms = {*words.weights, *(t for own in instead.values() for phrase in own for t in phrase)}
    rows = [(*row[:4], row[5]) for row in state.entries(scope)]
    names = [_names(*row[:4]) for row in rows]
    met = [sum(form in folded(standard(name.lower())) for form in forms) for name in names]
    best = sorted(filter(met.__getitem__, range(len(rows))), key=lambda n: (-met[n], rows[n]))
    best = best[:_LOOKED_AT]
    shares = shares_of(about, [names[n] for n in best], glossary)
    hits = [_hit(rows[n], share) for n, share in zip(best, shares, strict=True)]
    return sorted(hits, key=lambda hit: (-hit.words, len(hit.title), hit.path))


def tagged(state: State, about: str, scope: Scope) -> list[Hit]:
    """The notes that have the longest tag with which the words end, or one below it, as hits whose
    `asked` is the tag.
    """
    rows = [(row, [_bare(tag) for tag in json.loads(row[4])]) for row in state.entries(scope)]
    words = about.split()
    for first in range(len(words)):
        tag = _bare("".join(words[first:]))
        own = [row for row, tags in rows if any(f"{one}/".startswith(f"{tag}/") for one in tags)]
        if tag and own:
            return [replace(_hit((*row[:4], row[5]), 1.0), asked=tag) for row in own]
    return []


def _bare(tag: str) -> str:
    """However it is written: `#Machine-Learning` -> `machinelearning`."""
    return re.sub(r"[^\w/]|_", "", tag).lower()


def shares_of(about: str, texts: Sequence[str], glossary: Glossary) -> list[float]:
    """Of the weight of the words, how much each of the texts has; 0 to 1."""
    words = asked(about)
    weights = Weights(words.weights, glossary.alternatives(words))
    return [weights.share(own) for own in terms(texts)]


def known_as(hit: Hit, text: str) -> str:
    """What a note that was searched for may be called by: `text` is all of it."""
    own = fields_of(hit.path, text)
    aliases = [text[slice(*own[key])] for key in ("aliases", "alias") if key in own]
    return "\n".join([hit.label, hit.text, *aliases])


def _names(path: str, book: str | None, chapter: int | None, title: str) -> str:
    parts = [plain_name(part) for part in PurePosixPath(path).with_suffix("").parts]
    number = "" if chapter is None else f"{chapter}장 chapter {chapter}"
    return plain(" ".join([book or "", number, title, *parts]))


def _hit(row: Sequence[Any], share: float) -> Hit:
    path, book, chapter, title, url = row
    label = make_label(book, chapter, title, ())
    return Hit("", share, 1, path, 0, 0, 1, 1, book, chapter, title, (), label, url, words=share)


def find(
    asks: Wanted, called: Callable[[str], list[Hit]], read: Callable[[str], str | None]
) -> Told | None:
    """The fields of the note that is asked about, and of others that are called so as well, or a
    line that says as much. Else None; where nothing else can be meant, the notes without spans.
    `called` gives the notes that are called so, `read` a text.
    """
    found = called(asks.about)
    if not asks.keys:
        own = _own_key(asks, found[:_READ], read)
        if own is None:
            return None
        asks, found = own, called(own.about)
    if not found or found[0].words < asks.least:
        return Told((), (), 0.0) if asks.when else None
    best = (found[0].words, len(found[0].title))
    alike = [hit for hit in found[:MAX_SPANS] if (hit.words, len(hit.title)) == best]
    told: list[tuple[Span, Hit]] = []
    for hit in found[:_LOOKED_AT] if asks.tagged else alike:
        text = read(hit.path)
        if len(told) < MAX_SPANS and text and (extent := _field(asks, hit, text)):
            told.append(_quoted(hit, text, *extent, len(told) + 1))
    spans, hits = zip(*told, strict=True) if told else ((), tuple(alike))
    return Told(spans, hits, min(best[0], 1.0)) if told or asks.when else None


def dates_its_note(line: str, when: Iterable[str] = _DATED) -> bool:
    day = asked_day(line)
    words = re.findall(r"[^\W\d_]+", day[1] if day else "")
    said = " ".join(word for word in words if not _TIME.fullmatch(word))
    return any(_DATED[one].fullmatch(said) for one in when)


def _quoted(hit: Hit, text: str, start: int, end: int, number: int) -> tuple[Span, Hit]:
    own, line = text[start:end], 1 + line_breaks(text[:start])
    last = line + line_breaks(own)
    label = make_label(hit.book, hit.chapter, hit.title, ())
    place = replace(
        hit, text=own, score=hit.words, rank=number, start=start, end=end, line=line,
        end_line=last, headings=(), label=label, layout="", asked="",
    )  # fmt: skip
    return Span(own, start, end, line, number), place


def _field(asks: Wanted, hit: Hit, text: str) -> tuple[int, int] | None:
    found = {_bare(name): extent for name, extent in fields_of(hit.path, text).items()}
    keys = sorted(asks.keys, key=lambda key: _is_in(key, asks.question) is None)
    every = (found[_bare(key)] for key in keys if _bare(key) in found)
    if asks.tagged:  # one of several fields may hold the tag; one in the note's text is in none
        every = ((a, b) for a, b in every if hit.asked in _bare(text[a:b]))
    return next(every, _line(asks.when, text) if asks.when else None)


def _line(when: str, text: str) -> tuple[int, int] | None:
    return next((m.span(1) for m in _LINE.finditer(text) if dates_its_note(m[1], [when])), None)


def _is_in(key: str, text: str) -> re.Match[str] | None:
    words = r"[-_ ]?".join(re.escape(part) for part in re.split(r"[-_ ]+", key))
    return re.search(rf"(?<!\w){words}(?![a-z0-9_])(?:은|는|이|가|을|를|의|도)?", text, re.I)


def _own_key(
    asks: Wanted, found: Sequence[Hit], read: Callable[[str], str | None]
) -> Wanted | None:
    """Asks for a field that one of the notes has and the question names, `상태`, `isbn`."""
    for hit in found:
        for key in sorted(fields_of(hit.path, read(hit.path) or ""), key=len, reverse=True):
            match = _is_in(key, asks.about) if len(key) > 1 else None
            if match:
                about = f"{asks.about[: match.start()]} {asks.about[match.end() :]}"
                return replace(asks, about=about, keys=(key,))
    return None
