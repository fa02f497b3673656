"""Questions about what a note says of itself: `격리 수준 노트 언제 썼어?`, `what tags does the
isolation note have?`

The note is the one whose names (title, file, folder, book, chapter) hold the words of the question
that do not ask; the field is quoted from its front matter as it stands there. No other question
is answered from there.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from index.reading.fields import fields_of
from index.reading.names import plain_name
from index.reading.notes import DATES, TAGS
from index.store.engine import Scope, State
from index.words.bm25 import Weights
from index.words.glossary import Glossary
from index.words.spelling import folded, plain, standard
from index.words.terms import asked, terms
from qa.answers import Hit, Span, make_label
from qa.spans import MAX_SPANS, line_breaks

# Of the weight of its words, what a question must share with a note's names; and a follow-up,
# whose words are those of the question before it.
NAMED, OWN, FOLLOWED = 0.75, 0.85, 0.3
_LOOKED_AT = 20  # notes whose names are compared word by word
_READ = 5  # of them, those that are read for a field of their own
_NOTE = re.compile(
    r"(?<![가-힣])(?:노트|글|메모|문서|포스트|포스팅|일지|회고|회의록|저널)(?:[의에은는이가을를도야]|에는|에서|이?랑|인[가-힣]*|이야)?(?![가-힣])"
    r"|\b(?:notes?|posts?|memos?|articles?)(?:'s)?\b",
    re.I,
)
# Of one's own writing even where no note is spoken of; other people's books are `쓰였나`, `쓴`.
_OWN = re.compile(
    r"언제\s*(?:썼|작성했|적었|정리했)[가-힣]*|\bwhen did i (?:write|take|note)\b", re.I
)
_WROTE = (
    r"(?:썼|쓴|쓰[인여였]|작성|적은|적었|적힌|만[들든]|올[리린렸]|정리|기록|게시|발행|생성|공부)"
)
_DAY = r"(?:일자|일시|날짜|날|일|시간|때|게|것이?|건)"
_KINDS = [
    (
        re.compile(
            r"언제\s*(?:[가-힣]+(?:으로|에)\s*)?(?:고[쳤친]|수정|바[꿨뀌]|업데이트|편집)[가-힣]*"
            rf"|(?:수정|편집|업데이트|고친)(?:한|된)?\s*{_DAY}[가-힣]*(?:\s*언제[가-힣]*)?"
            r"|\bwhen\b(?P<about>.*?)\b(?:updated?|modif\w+|changed?|edited?)\b"
            r"|\b(?:last )?(?:updated|modified|edited)\b",
            re.I,
        ),
        tuple(
            "updated updated_at modified lastmod last_modified last_modified_at 수정일 수정".split()
            + [
                "최종수정일",
                "last edited time",
                "last edited",
                "최종 편집 일시",
                "date modified",
                "dg-updated",
            ]
        ),
    ),
    (
        re.compile(
            rf"언제\s*{_WROTE}[가-힣]*(?:\s*[거것건꺼][가-힣]*)?|언제\s*(?:[거것꺼]|지|야|였|인)[가-힣]*|언제\s*[?？]*\s*$"
            rf"|{_WROTE}[한된]?\s*{_DAY}[가-힣]*(?:\s*언제[가-힣]*)?|날짜[가-힣]*|며칠[가-힣]*"
            r"|\bwhen\b(?P<about>.*?)\b(?:writ(?:e|ten)|wrote|created?|ma[dk]e|publish(?:ed)?|post(?:ed)?"
            r"|tak(?:e|en)|add(?:ed)?|from)\b|\b(?:dated?|created|published|written)\b",
            re.I,
        ),
        (*DATES, "published_time", "pubdate", "datecreated", "date created"),
    ),
    (
        re.compile(
            rf"누가\s*{_WROTE}[가-힣]*|(?:저자|작성자|글쓴이|지은이|작가)[가-힣]*"
            r"|\bwho\b(?P<about>.*?)\b(?:wrote|written|write|made)\b|\bauthors?\b",
            re.I,
        ),
        ("author", "authors", "저자", "작성자", "글쓴이", "지은이", "created by", "creator", "by"),
    ),
    (re.compile(r"태그[가-힣]*|\btag(?:s|ged)?\b", re.I), (*TAGS, "filetags")),
    (
        re.compile(r"(?:카테고리|분류)[가-힣]*|\bcategor(?:y|ies)\b", re.I),
        ("categories", "category", "카테고리", "분류", *TAGS),
    ),
    (re.compile(r"(?:진행 ?)?(?:상태|상황)[가-힣]*|\bstatus\b", re.I), ("status", "상태")),
    (
        re.compile(
            r"(?:(?:원문|출처|링크|주소)[가-힣]*\s*)+|\b(?:urls?|links?|sources?|address)\b", re.I
        ),
        ("url", "link", "source", "permalink", "출처", "링크", "원문", "주소", "canonical"),
    ),
]
_FILLER = re.compile(
    r"(?<![가-힣])(?:(?:내가|제가|나의|내|제|그|이|저|그럼|그러면|그리고)(?=\s|$)|(?:무슨|어떤|어느|뭔|무엇|뭐|뭘|몇)[가-힣]*"
    r"|(?:알려|보여|말해|찾아)[가-힣]*|(?:대한|관한|대해|있|달[려렸린]|붙[어은인]|적[힌혀]|되어)[가-힣]*"
    r"|어떻게\s*[돼되됐][가-힣]*|어[때떤땠][가-힣]*"
    r"|(?:쓴|작성한|적은|정리한|공부한|만든)(?![가-힣])|(?:좀|줘|주세요|하나|전부|모두)(?![가-힣]))"
    r"|\b(?:write|wrote|written|tell|show|give|list|please|me|called|named|titled|that|this|last)\b",
    re.I,
)


@dataclass(frozen=True)
class Wanted:
    """`about`: the words of the question that do not ask. `keys`: what the field may be called;
    empty where no usual one is asked for. `least`: how much of `about` the note's names must hold.
    """

    question: str
    about: str
    keys: tuple[str, ...]
    least: float = NAMED


class Told(NamedTuple):
    spans: tuple[Span, ...]
    hits: tuple[Hit, ...]
    share: float  # of the question's words, those that the note is called by; 0 to 1


def wanted(question: str, history: Sequence[str] = ()) -> Wanted | None:
    """None for a question of another kind. `그 노트 태그는?` is about what was asked before."""
    before = wanted(history[-1]) if history else None
    noted, own = _NOTE.search(question), _OWN.search(question)
    if not (noted or own or before):
        return None
    about, keys = question, tuple[str, ...]()
    for pattern, names in _KINDS:
        if found := list(pattern.finditer(question)):
            start, end = found[-1].span()
            about = found[-1].groupdict().get("about") or ""
            about, keys = f"{question[:start]} {about} {question[end:]}", names
            break
    about = " ".join(_FILLER.sub(" ", _NOTE.sub(" ", about)).split()).strip(" ?？.!")
    if asked(about).weights:
        return Wanted(question, about, keys, NAMED if noted else OWN) if noted or own else None
    if before or (history and keys):
        return Wanted(question, before.about if before else history[-1], keys, FOLLOWED)
    return None


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


def shares_of(about: str, texts: Sequence[str], glossary: Glossary) -> list[float]:
    """Of the weight of the words, how much each of the texts has; 0 to 1."""
    words = asked(about)
    weights = Weights(words.weights, glossary.alternatives(words))
    return [weights.share(own) for own in terms(texts)]


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
    """The fields of the note that is asked about, and of others that are called so as well; None
    where it has none of that kind. `called` gives the notes that are called so, `read` a text.
    """
    found = called(asks.about)
    if not asks.keys:
        own = _own_key(asks, found[:_READ], read)
        if own is None:
            return None
        asks, found = own, called(own.about)
    if not found or found[0].words < asks.least:
        return None
    best = (found[0].words, len(found[0].title))
    told: list[tuple[Span, Hit]] = []
    for hit in found[:MAX_SPANS]:
        text = read(hit.path)
        if text and (hit.words, len(hit.title)) == best and (extent := _field(asks, hit, text)):
            told.append(_quoted(hit, text, *extent, len(told) + 1))
    spans, hits = zip(*told, strict=True) if told else ((), ())
    return Told(spans, hits, min(best[0], 1.0)) if told else None


def _quoted(hit: Hit, text: str, start: int, end: int, number: int) -> tuple[Span, Hit]:
    own, line = text[start:end], 1 + line_breaks(text[:start])
    last = line + line_breaks(own)
    label = make_label(hit.book, hit.chapter, hit.title, ())
    place = replace(
        hit, text=own, score=hit.words, rank=number, start=start, end=end, line=line,
        end_line=last, headings=(), label=label, layout="",
    )  # fmt: skip
    return Span(own, start, end, line, number), place


def _field(asks: Wanted, hit: Hit, text: str) -> tuple[int, int] | None:
    found = fields_of(hit.path, text)
    keys = sorted(asks.keys, key=lambda key: _is_in(key, asks.question) is None)
    return next((found[key] for key in keys if key in found), None)


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
