"""Questions made of headings: well-formed ones that a note may answer, or none."""

import re
from unicodedata import normalize

from qa import Answer, closes, final, tagged

_MARKS = re.compile(r"\[\[(?:[^]|]*\|)?([^]]+)\]\]|\[([^]]+)\]\([^)]*\)|\*\*|~~|==|`")
_ASIDE = re.compile(r"\s*\([^()]*\)")  # `데드락(Deadlock)`
_NUMBER = re.compile(
    r"[^\w.]*(?:(?:(?:Q|Chapter|Step|Part|Lesson|Day) ?)?\d{1,3}(?:[.-]\d{1,3})*[.):]?\s+|Q[.:]\s*"
    r"|제?\d+(?:장|부|절|강|편|주차|일차)[.:]?\s+|[①-⑳]\s*|[가-하][.)]\s+)?",
    re.I,
)
_PLAIN = re.compile(r"(?=.*[A-Za-z가-힣])[\w.][\w .,/+#'?-]{1,39}")
_DATE = re.compile(r"(?<!\w)(?:19|20)\d\d(?!\d)|\d월|\d일|\b\d+/\d+\b|[월화수목금토일]요일")
_ASKING = re.compile("왜|언제|어떻게|어디|누가|무엇|뭐|뭘|얼마|몇|어떤|어느")
_ENGLISH = r"(?:what|why|how|when|which|where|who)(?:'s| is| are| do| does| can) (?!it|this|they)"
_ASKS = re.compile(
    r"[?]$|[가-힣](?:까|[인는은한]가)$|(?:왜|언제|어떻게|어디|뭘|무엇) .*[가나]$|^" + _ENGLISH, re.I
)
# `프로세스와 스레드의 차이`, `REST와 GraphQL 비교`: what is compared, without the word for it.
_COMPARED = re.compile(r"(?:의| 간의?| 사이의)? (?:차이점?|다른 점|비교(?:하기)?)$")
_KINDS = (
    "차이점?|방법|이유|장점|단점|장단점|특징|특성|종류|역할|원칙|원리|과정|순서|절차|구조|조건|목적|개념"
    "|정의|기준|한계|효과|원인|단계|규칙|요소|사용법|방식|전략|주의점|문제점|사례|함정"
)
# In the shape of a phrase, `네트워크/NNG 플러그인/NNG `: a name, what is described, what is told.
_NAME = re.compile(r"(?:\S+/V\w+ \S+/ETM )?(?:\S+/(?:NN[GP]|X\w+|S\w) )+")
_KIND = re.compile(rf"(?:^| )(?:{_KINDS})/N\w+ $")
_DESCRIBED = re.compile(rf"/(?:JKG|ETM|MM|NNB|NR) |{_KIND.pattern}")
_DOES = re.compile(r"/N(?!.*[와과]/J).* \S+/(?:XSV|VV) 기/ETN $")
_SENTENCE = re.compile(r"/(?:JX|JC|EF) |,/|/(?:J|E|V|M|N[PR])\w* $")
# What one does rather than has.
_DONE = re.compile(
    r"(?:설치|구축|설정|배포|관리|생성|삭제|실행|백업|복구|복원|적용|연동|이전|최적화|튜닝|테스트|디버깅"
    r"|모니터링|업그레이드|마이그레이션|구현|등록|확장|준비|처리|구성|수집|검증|반영|파악|자동화|작성|개선)$"
)
# Headings of any note, and what tells of something rather than being it.
_ANY = re.compile(
    rf"(?:{_KINDS}|결론|서론|본론|배경|참고|예|문제|해결|기타|기능|마무리|할 일|오늘|내일|회의|내용"
    r"|시작|설치|실행|설정|경험|교훈|결과 분석|summary|introduction|overview|conclusion|references"
    r"|notes|examples?|todo|links|faq|readme|untitled|appendix|changelog|(?:how|why|what) .*"
    r"|.*(?:정리|요약|실습|예제|예시|소개|개요|회고|후기|일[지기]|회의록|메모|질문|비교|목차|자료|문헌"
    r"|링크| (?:때|경우|뒤|후|전|중|동안|수|점)))$",
    re.I,
)
_NONE = re.compile(rf"$|.*차이점?$|{_ANY.pattern}", re.I)  # of two that are compared
_DIFFERS = re.compile(
    r"차이|반면|달리|다르|다른|비교|대신|[가-힣]보다 |구분|\|.*\||while|whereas|differ|than "
)


def question(heading: str) -> str | None:
    """`9.2 네트워크 플러그인` -> `네트워크 플러그인이란 무엇인가?`; None for what names nothing."""
    words = _ASIDE.sub("", _MARKS.sub(r"\1\2", normalize("NFC", heading))).replace("？", "?")
    words = " ".join(_NUMBER.sub("", words, count=1).split()).rstrip(" :.")
    if not _PLAIN.fullmatch(words) or _DATE.search(words):
        return None
    if _ASKS.search(words):
        return f"{words.rstrip('?')}?" if _has_topic(words) else None
    if len(names := _names(words)) > 1:
        return _difference(names, words.isascii())
    if _ANY.match(words):
        return None
    return _english(words) if words.isascii() else _korean(words, _shape(words))


def shorter(asked: str) -> str:
    """`초콜릿 케이크란 무엇인가?` -> `초콜릿 케이크는?`, which more notes answer."""
    words = re.sub(r"이?란 무엇인가\?$", "", asked)
    return asked if words == asked else f"{_with(words, '은', '는')}?"


def is_answered(answer: Answer) -> bool:
    """Whether it is found, and tells one from the other where their difference is asked."""
    if not re.search(r"의 차이는\?$| difference between ", answer.question):
        return answer.found
    return any(_DIFFERS.search(answer.hits[span.hit - 1].text) for span in answer.spans)


def _has_topic(words: str) -> bool:
    """Whether it says what it asks about: `왜 쓰는가` asks in its place alone."""
    if words.isascii():
        return re.match(_ENGLISH, words, re.I) is not None
    if re.fullmatch(r"\S{2,}[은는란][?]", words):
        return True
    return not all(map(_ASKING.match, words.split()[:-1]))


def _names(words: str) -> list[str]:
    """What is compared: by `vs`, as the difference of them, or two alone joined by 와 or 과."""
    base = _COMPARED.sub("", words)
    names = re.split(r" vs\.? " if base == words else r" vs\.? |, ?", base, flags=re.I)
    joints = [start for _, tag, start in tagged(base) if tag == "JC"]
    if len(names) > 1 or len(joints) != 1:
        return names
    two = [base[: joints[0]], base[joints[0] + 1 :].strip()]
    one, _, other = _shape(base).partition("/JC ")
    sides = one.rpartition(" ")[0] + " ", other
    named = all(_NAME.fullmatch(side) and not _KIND.search(side) for side in sides)
    return two if named or base != words else names


def _difference(names: list[str], english: bool) -> str | None:
    """None where a name says already what is asked, or is none."""
    if len(set(names)) < len(names) or any(map(_NONE.match, names)):
        return None
    *others, last = names
    if english:
        return f"What is the difference between {', '.join(others)} and {last}?"
    joined = _with(others[0], "과", "와") if len(names) == 2 else f"{', '.join(others)},"
    return f"{joined} {last}의 차이는?"


def _korean(words: str, shape: str) -> str | None:
    several = len(re.findall(r"/(?:NN|SL)", shape)) > 1
    if _DOES.search(shape) and (several or "/VV" in shape):
        verb = words[-2]  # 만들 becomes 만드 before 는
        return f"{words[:-2]}{chr(ord(verb) - 8) if final(verb) == 8 else verb}는 방법은?"
    if re.search("[가-힣]{2}란$", words):
        return f"{words} 무엇인가?"
    if _SENTENCE.search(shape):
        return None
    if several and _DONE.search(words):
        return f"{_with(words, '은', '는')} 어떻게 하나?"
    if _DESCRIBED.search(shape):
        return f"{_with(words, '은', '는')} 무엇인가?" if several else None
    return f"{_with(words, '이란', '란')} 무엇인가?" if _NAME.fullmatch(shape) else None


def _english(words: str) -> str | None:
    """In general where it need not be the name of one thing."""
    first, *others = words.split()
    if not others and not re.search("[a-z]s$", first):
        return f"What is {first}?"
    named = first.lower() if others and first[1:].islower() else first
    return f"What do the notes say about {' '.join([named, *others])}?" if len(others) < 4 else None


def _shape(words: str) -> str:
    """A last word that is taken for no noun, such as 훅, may be one before a particle."""
    parts = tagged(words)
    if parts[-1][1][0] not in "NXS":
        parts = tagged(_with(words, "은", "는"))[:-1]
    return "".join(f"{form}/{tag} " for form, tag, _ in parts)


def _with(words: str, closed: str, opened: str) -> str:
    """The words with the particle that their last syllable asks for, as it is read."""
    return words + (closed if closes(words) else opened)
