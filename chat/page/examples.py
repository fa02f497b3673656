"""Questions to begin with, made of the notes' own headings and kept only if they are answered."""

import re
import time
from collections.abc import Iterator

from qa import Answer, Notebook

WANTED = 4
TRIED = 40  # questions asked at most, from all over the notes
LONGEST = 15.0  # seconds for all of them, while others can be asked already
SURE = 0.65  # confidence from which an answer is shown off
_NUMBER = re.compile(r"(?:\d+(?:[.-]\d+)*\.?|\d+장\.?|제\d+장|[①-⑳]|[Cc]hapter \d+[.:]?)[ \t]+")
_MARKS = re.compile(r"[*_`~#]|\[\[|\]\]|\([^)]*\)")
_ASKS = re.compile(
    r"[?？]$|무엇인가$|(?:\S+ ){2,}\S*(?:[가-힣]까|[가-힣]나|인가|는가|는지|한가)$"
    r"|^(?:What|Why|How|When|Which|Where|Who) (?:is|are|was|were|do|does|did|can|should|will) ",
    re.I,
)
# One can ask what they are; what they are of comes before them.
_KINDS = (
    "차이|차이점|방법|이유|장점|단점|장단점|특징|특성|종류|역할|원칙|원리|과정|순서|구조|조건|목적|개념"
    "|정의|기준|한계|효과|원인|단계|규칙|구성 요소|사용법|동작 방식"
)
_NAMED = re.compile(rf"[가-힣A-Za-z0-9)](?<![와과]) (?:{_KINDS})$")
_PART = r"([가-힣A-Za-z][가-힣A-Za-z0-9. -]*?)"
_TWO = re.compile(rf"{_PART}(?:[와과] | vs\.? | 대 ){_PART}$")
_WORD = r"[가-힣]+(?<![는은을를의에로와과한된할될인던서게도지고이가])"
_NAME = re.compile(rf"(?:(?:[A-Z][A-Za-z0-9.-]+ |{_WORD} ){{0,2}}[가-힣]+|[A-Z][A-Za-z0-9.-]+)$")
# What one does rather than has.
_DONE = re.compile(
    r"(?:설치|구축|설정|배포|관리|생성|삭제|실행|백업|복구|복원|구성|적용|연동|이전|최적화|튜닝|테스트|디버깅"
    r"|모니터링|업그레이드|마이그레이션|처리|구현|등록|준비|확장)$"
)
# Headings of any note, and what is done or told rather than named.
_NOTHING = re.compile(
    rf"(?:{_KINDS}|정리|요약|개요|소개|결론|서론|배경|목차|참고|참고 ?자료|참고 ?문헌|실습|예제"
    r"|예시|예|연습 ?문제|회고|메모|기타|더 읽을거리|들어가며|마치며|마무리|느낀 ?점|질문|링크|해결"
    r"|문제|할 일|오늘|내일|summary|introduction|overview|conclusion|references?|notes?"
    r"|examples?|todo|links?"
    r"|readme|untitled|appendix|changelog)$"
    r"|.*(?:[하되보]기|[다요음함됨것는은을를의에로고며면때중등법예]|정리|요약|실습|예제|소개|개요|[은는인한]가|는지|하나|[을ㄹ할될]까)$",
    re.I,
)
_COMPARES = re.compile(
    r"차이|반면|달리|다르|다른|비교|대신|[가-힣]보다 |구분|\|.*\||while|whereas|differ|than "
)


def question(heading: str) -> str | None:
    """`9.2 네트워크 플러그인` -> `네트워크 플러그인이란 무엇인가?`; None for what names nothing."""
    words = _words(heading)
    if _ASKS.search(words):
        return words if words.endswith(("?", "？")) else f"{words}?"
    if _NAMED.search(words):
        return f"{words}{'은' if _final(words) else '는'} 무엇인가?"
    if two := _TWO.match(words):
        korean = re.search("[가-힣]", words) is not None
        return _difference(two[1].strip(), two[2].removesuffix("비교").strip(), korean)
    if not _is_name(words):
        return None
    if words.isascii():
        return f"What is {words}?"
    if _DONE.search(words):
        return f"{words}{'은' if _final(words) else '는'} 어떻게 하나?"
    return f"{words}{'이란' if _final(words) else '란'} 무엇인가?"


def short_question(heading: str) -> str | None:
    """`초콜릿 케이크` -> `초콜릿 케이크는?`, which more notes answer than what it is."""
    words = _words(heading)
    if words.isascii() or not _is_name(words):
        return None
    return f"{words}{'은' if _final(words) else '는'}?"


def _words(heading: str) -> str:
    return _MARKS.sub("", _NUMBER.sub("", heading.strip(), count=1)).strip(" .:")


def _is_name(words: str) -> bool:
    return len(words) >= 2 and bool(_NAME.match(words)) and not _NOTHING.match(words)


def _difference(one: str, other: str, korean: bool) -> str | None:
    """Of two names, neither of which says already what is asked."""
    if any(len(name.split()) > 2 or _NOTHING.match(name) for name in (one, other)):
        return None
    if not korean:
        return f"What is the difference between {one} and {other}?"
    return f"{one}{'과' if _final(one) else '와'} {other}의 차이는?"


def _final(words: str) -> bool:
    """Whether the last syllable ends in a consonant; a Latin one as it is read, as far as its
    letter tells.
    """
    last = words[-1]
    if "가" <= last <= "힣":
        return (ord(last) - ord("가")) % 28 > 0
    return last.lower() in "lmnr1367890"


def examples(notebook: Notebook) -> tuple[str, ...]:
    """The surest of them, each from another note as far as there are enough."""
    sure: dict[str, list[tuple[float, str]]] = {}
    ends = time.monotonic() + LONGEST
    for path, asked in _spread(notebook.catalog().headings):
        answer = notebook.ask(asked)
        if _shows_off(answer, path, asked):
            sure.setdefault(path, []).append((answer.confidence, asked))
        if len(sure) >= 2 * WANTED or time.monotonic() > ends:
            break
    ranked = sorted(
        (place, -confidence, asked)
        for of in sure.values()
        for place, (confidence, asked) in enumerate(sorted(of, reverse=True))
    )
    return tuple(asked for _, _, asked in ranked[:WANTED])


def _spread(headings: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    """Questions with their notes: of each note the first, then the second of each, from all over
    the notes if these are many.
    """
    of: dict[str, list[str]] = {}
    for make in (question, short_question):
        for path, heading in headings:
            if (asked := make(heading)) and asked not in of.get(path, ()):
                of.setdefault(path, []).append(asked)
    deep = max(map(len, of.values()), default=0)
    rounds = [(path, asked[n]) for n in range(deep) for path, asked in of.items() if n < len(asked)]
    first = rounds[: len(of)]
    step = max(1, len(first) // TRIED)
    yield from (first[::step] + rounds[len(of) :])[:TRIED]


def _shows_off(answer: Answer, path: str, asked: str) -> bool:
    if not answer.found or answer.confidence < SURE:
        return False
    if asked.endswith("차이는?") or " difference between " in asked:
        quoted = {span.hit for span in answer.spans}
        if not any(_COMPARES.search(answer.hits[hit - 1].text) for hit in quoted):
            return False
    return path in {citation.path for citation in answer.citations}
