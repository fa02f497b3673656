"""What of a note a question asks for: a field of its own, or the notes that have a tag."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.reading.notes import DATES, TAGS
from index.words.terms import asked

# Of the weight of its words, what a question must share with a note's names; and a follow-up,
# whose words are those of the question before it.
NAMED, OWN, FOLLOWED = 0.75, 0.85, 0.3
_NOTES = "(?:노트|글|메모|문서|포스트|포스팅|일지|회고|회의록|저널)"
_NOTE = re.compile(
    rf"(?<![가-힣]){_NOTES}(?:[의에은는이가을를도야]|에는|에서|이?랑|인\w*|이야)?(?![가-힣])"
    r"|\b(?:notes?|posts?|memos?|articles?)(?:'s)?\b",
    re.I,
)
# Of one's own writing even where no note is spoken of; other people's books are `쓰였나`, `쓴`.
_OWN = re.compile(
    r"언제\s*(?:썼|작성했|적었|정리했|공부했)\w*|(?:정리|공부)한\s*(?:날|일자)"
    r"|\bwhen did i (?:write|take|note)\b",
    re.I,
)
_WROTE = (
    r"(?:썼|쓴|쓰[인여였]|작성|적은|적었|적힌|만[들든]|올[리린렸]|정리|기록|게시|발행|생성|공부)"
)
_TAG_KEYS = (*TAGS, "filetags")
_DAY = r"(?:일자|일시|날짜|날|일|시간|때|게|것이?|건)"
_CHANGE = "(?:수정|편집|업데이트|갱신)"
# Which time of several: a word of the question where it stands beside these, else of a name.
_TURN = r"(?:(?:맨|가장|제일)\s*)?(?:처음|최초|마지막|최근|최종)(?:으로|에)?\s*"
_HABIT = r"(?:하[나는지]|해야|할|되[나는지]|돼야|될)"  # `문서는 언제 작성하나` is no date of one
_KINDS = [
    (
        re.compile(
            rf"(?:{_TURN})?(?:언제\s*(?:{_TURN})?(?:고[쳤친]|바[꿨뀌]|{_CHANGE}(?!{_HABIT}))\w*"
            rf"|(?:{_CHANGE}[한된]?|고친)\s*{_DAY}\w*(?:\s*언제\w*)?"
            rf"|{_CHANGE}[은는이가을를]?\s*언제(?:[야였인지]\w*|\s*[했됐한된]\w*|(?=\W*$)))"
            rf"|{_TURN}{_CHANGE}[은는이가]?(?=\W*$)"
            r"|\bwhen\b(?P<about>.*?)\b(?:updated?|modif\w+|changed?|edit(?:ed)?)\b"
            r"|\b(?:last )?(?:updated|modified|edited)(?: (?:date|time))?\b",
            re.I,
        ),
        tuple(
            "updated updated_at modified lastmod last_modified last_modified_at dg-updated".split()
            + "수정일 수정 업데이트".split()
            + ["last edited time", "last edited", "date modified", "최종 편집 일시"]
            + ["최종 수정일", "최종 수정", "마지막 수정", "최근 수정"]
        ),
    ),
    (
        re.compile(
            rf"(?:{_TURN})?(?:언제\s*(?:{_TURN})?{_WROTE}(?!{_HABIT})\w*(?:\s*[거것건꺼]\w*)?"
            rf"|{_WROTE}[한된]?\s*{_DAY}\w*(?:\s*언제\w*)?)"
            r"|언제\s*(?:[거것꺼]|지|야|였|인)\w*|언제\s*[?？]*\s*$|날짜\w*|며칠\w*"
            r"|\bwhen\b(?P<about>.*?)\b(?:writ(?:e|ten)|wrote|created?|ma[dk]e|publish(?:ed)?|post(?:ed)?"
            r"|tak(?:e|en)|add(?:ed)?|from)\b|\b(?:dated?|created|published|written)\b",
            re.I,
        ),
        (*DATES, "published_time", "pubdate", "date created"),
    ),
    (
        re.compile(
            rf"누가\s*{_WROTE}\w*|(?:저자|작성자|글쓴이|지은이|작가)\w*"
            r"|\bwho\b(?P<about>.*?)\b(?:wrote|written|write|made)\b|\bauthors?\b",
            re.I,
        ),
        ("author", "authors", "저자", "작성자", "글쓴이", "지은이", "created by", "creator", "by"),
    ),
    (re.compile(r"태그\w*|\btag(?:s|ged)?\b", re.I), _TAG_KEYS),
    (
        re.compile(r"(?:카테고리|분류)\w*|\bcategor(?:y|ies)\b", re.I),
        ("categories", "category", "카테고리", "분류", *TAGS),
    ),
    (re.compile(r"(?:진행 ?)?(?:상태|상황)\w*|\bstatus\b", re.I), ("status", "상태")),
    (
        re.compile(
            r"(?:(?:원문|출처|링크|주소)\w*\s*)+|\b(?:urls?|links?|sources?|address)\b", re.I
        ),
        ("url", "link", "source", "permalink", "출처", "링크", "원문", "주소", "canonical"),
    ),
]
_WRITING = re.compile(
    rf"{_WROTE}|고[쳤친]|바[꿨뀌]|{_CHANGE}"
    r"|\b(?:writ|wrote|creat|ma[dk]e|publish|post|tak|add|updat|modif|chang|edit)",
    re.I,
)
_IN_IT = re.compile(r"에(?:는|서)?$")
_FILLER = re.compile(
    r"(?<![가-힣])(?:(?:내가|제가|나의|내|제|그|이|저|그럼|그러면|그리고)(?=\s|$)|(?:무슨|어떤|어느|뭔|무엇|뭐|뭘|몇)\w*"
    r"|(?:알려|보여|말해|찾아)\w*|(?:대한|관한|대해|있|달[려렸린았]|붙[어은인였]|적[힌혀]|되어)\w*"
    r"|어떻게\s*[돼되됐]\w*|어[때떤땠]\w*"
    r"|(?:쓴|작성한|적은|정리한|공부한|만든|마지막으로|최근에)(?![가-힣])|(?:좀|줘|주세요|하나|전부|모두)(?![가-힣]))"
    r"|\b(?:write|wrote|written|tell|show|give|list|please|me|called|named|titled|that|this|last)\b",
    re.I,
)


# Notes of a tag are asked for, and no tags of a note: `통계 태그 붙은 노트`, `태그가 통계인 글`.
_OF_TAG = [
    re.compile(
        r"(?P<tag>.*?)(?:(?:이?라는|이?란)\s+)?태그[가를은는도로]?\s*"
        r"(?P<how>(?:[\w/#]+\s+){0,2}?\w*[은는인된단진한린]\s+)?"
        rf"{_NOTES}들?"
        r"(?:[은는이가을를도만]|에서?는?|중에?)?(?![가-힣])(?!.*태그)(?P<rest>.*)"
    ),
    re.compile(
        r".*?\b(?:note|post|memo|article)s?(?: that| which)?(?: are| is)?"
        r"(?: tagged(?: with| as)?| (?:with|have|has|of) (?:the )?tag) (?!with\b|as\b)"
        r"(?P<tag>[^?.!]+)(?P<how>)(?P<rest>\W*)",
        re.I,
    ),
    re.compile(
        r".*?\b(?:note|post|memo|article)s(?: that| which)? (?:with|have|of) (?:the )?"
        r"(?!(?:an?|any|the|which|what) )(?P<tag>[^?.!]+?) tag\b(?P<how>)(?P<rest>.*)",
        re.I,
    ),
]
_LACKING = re.compile(r"없|안 |않|빠진")
_SAID = re.compile(r"(?P<tag>.*\S)인\s+")  # `통계인 노트`
_SHOWN = re.compile(
    r"(?:\s*(?:뭐|뭔|무엇|어떤|어느|있|알려|보여|찾아|말해|목록|전부|모두|다|좀|줘|주세요|더|거|것|게)"
    r"[가-힣]{0,5})*\W*"
)


@dataclass(frozen=True)
class Wanted:
    """`about`: the words of the question that do not ask. `keys`: what the field may be called;
    empty where no usual one is asked for. `least`: how much of `about` the note's names must hold.
    `tagged`: notes are asked for that have the tag with which `about` ends. `when`: of a day on
    which the note itself was `written` or `changed`, none of those that it speaks of; else empty.
    """

    question: str
    about: str
    keys: tuple[str, ...]
    least: float = NAMED
    tagged: bool = False
    when: str = ""


def wanted(question: str, history: Sequence[str] = ()) -> Wanted | None:
    """None for a question of another kind. `그 노트 태그는?` is about what was asked before."""
    about, keys = _kind(question)
    if keys == _TAG_KEYS and (tag := _tag(question)) is not None:
        return Wanted(question, tag, keys, tagged=True) if tag else None
    before = wanted(history[-1]) if history else None
    noted, own = _NOTE.search(question), _OWN.search(question)
    if not (noted or own or before):
        return None
    about = " ".join(_FILLER.sub(" ", _NOTE.sub(" ", about)).split()).strip(" ?？.!")
    when = _when(question, noted[0]) if noted else ""
    if asked(about).weights:
        least = NAMED if noted else OWN
        return Wanted(question, about, keys, least, when=when) if noted or own else None
    if before or (history and keys):
        about = before.about if before else history[-1]
        when = when or (_when(question, "") if before and before.when else "")
        return Wanted(question, about, keys, FOLLOWED, when=when)
    return None


def _when(question: str, noted: str) -> str:
    """See `Wanted`; not of a day that stands in the note, `노트에서 … 언제`, `시험 노트의 날짜`."""
    for when, (kind, _) in zip(("changed", "written"), _KINDS, strict=False):
        if match := kind.search(question):
            return when if _WRITING.search(match[0]) and not _IN_IT.search(noted) else ""
    return ""


def _kind(question: str) -> tuple[str, tuple[str, ...]]:
    """The question without what asks for a kind of field, and what such a field may be called."""
    for pattern, names in _KINDS:
        if found := list(pattern.finditer(question)):
            start, end = found[-1].span()
            about = found[-1].groupdict().get("about") or ""
            return f"{question[:start]} {about} {question[end:]}", names
    return question, ()


def _tag(question: str) -> str | None:
    """Words that end with the tag of which the notes are asked for; none of them where more is
    asked, or for notes that lack it. None where no notes are asked for.
    """
    match = next(filter(None, (pattern.fullmatch(question) for pattern in _OF_TAG)), None)
    if match is None:
        return None
    how = match["how"] or ""
    if _LACKING.search(how) or not _SHOWN.fullmatch(match["rest"]):
        return ""
    said = _SAID.fullmatch(how)
    return said["tag"] if said else match["tag"]
