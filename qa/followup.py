"""Follow-up questions: `그럼 그건 언제 써?` means little without the question before it.

A question may be searched alone, with the topic of the question before it, or put in the place of
that topic: `다익스트라 시간 복잡도는?`, then `벨만-포드는?` makes `벨만-포드 시간 복잡도는?`.
What reads best is chosen by the reader (`qa.reading`); here the forms are made.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from unicodedata import normalize

from index.words.analyser import Token, tokenize
from index.words.particles import closes
from index.words.terms import has_hangul

_SWITCHES = re.compile(
    r"(?:다른|딴) (?:얘[기긴]|이야[기긴]|질문|주제)|그건 그렇고|그나저나|"
    r"\b(?:by the way|unrelated|another (?:question|topic)|new topic)\b",
    re.I,
)
_SWITCHED = re.compile(rf"^\W*(?:{_SWITCHES.pattern})[가-힣]*\W*", re.I)
_OPENS = re.compile(
    r"\s*(?:그럼|그러면|그렇다면|그래서|그리고|그런데|근데|반대로|"
    r"(?:then|and|but|so|what about|how about|what if|compared|vs)\b)",
    re.I,
)
_POINTS = re.compile(
    r"(?<![가-힣])(?:[그이저](?:것|거|건|게|걸)|[그이](?:때|중|\s)|거기|여기|걔|얘|앞의|방금|아까)|"
    r"\bit\b(?! (?:possible|necessary|recommended|better|worth))|"
    r"\b(?:they|them|those|these|this|one|ones|both|the (?:same|former|latter|other))\b|"
    r"\b(?:does|do|is|was|if|about|after|of|for|with|like) that\b|\bthat\W*$",
    re.I,
)
_POINTER = re.compile(
    r"(?<![가-힣])[그이저](것|거|건|게|걸)(은|는|이|가|을|를|의|도|과|와|랑)?(?![가-힣])"
)
_SHORT = {"건": "은", "게": "이", "걸": "을"}
_ALIKE = re.compile(r"[은는도서에] (?:어때|어떤가|어떻게 [돼되]|마찬가지|똑같)")
# What can be asked of anything, so that it names nothing.
COMMON = frozenset(
    """
    차이 차이점 예 예시 예제 코드 이유 원인 기본 값 기본값 최대 최소 제한 한계 장점 단점 장단점 특징
    점 주의 방법 방식 법 해결 해결책 대안 대신 추천 종류 이름 주기 기간 간격 시간 비용 크기 개수
    단위 명령 명령어 옵션 설정 경우 조건 용도 역할 목적 의미 뜻 원리 문제 결과 전자 후자 다음 처음
    마지막 반대 자동 수동 필요 가능 얼마 정도 설명 요약 줄 부분 쪽 일 지금 나중 실제 보통 마찬가지
    범위 날짜 일정 마감 기한 장소 위치 순서 과정 절차 단계 사용법 쓰임새 효과 영향 결론 성능 속도
    정의 구조 구성 담당 담당자 가격 요금 포트 번호 주소 배경 계기 저자 출처 근거 증상 사례 공식 비율
    용량 길이 온도 수명 상한 하한 규칙 형식 문법 복잡도
    a an the s t re ve ll of in on at to for from with without about as by than into there any some
    much many what when where which who why how is are was be been do does did can could should
    would will may must have has had i we you me my and or but so if not no also too again still
    then use used using work works mean means happen happens make get need want called give show
    tell explain please same difference differences example examples reason default defaults value
    alternative alternatives drawback drawbacks downside downsides advantage advantages benefit
    benefits limit limits option options name command way long often more safe it its they them
    their this that those these one ones both port price cost size speed date deadline
    place location cause causes effect effects symptom symptoms step steps order range scope
    author formula syntax format complexity
    """.split()
)
_OTHER = re.compile(r"[^\W\d_ㄱ-ㅣ가-힣](?:[\w./+-](?<![ㄱ-ㅣ가-힣]))*")  # words not in Hangul
# Sejong tags. A noun with one of _TO_VERB is a verb: `삭제하다`.
_NOUNS, _TO_VERB, _MARKS = {"NNG", "NNP"}, {"XSV", "XSA"}, {"SF", "SP", "SE", "SS", "SO", "SW"}
_VERBS = {"VV", "VA", "VX", "VCP", "VCN"} | _TO_VERB
_COMPARING, _TOPIC = {"랑", "이랑", "와", "과", "하고", "보다"}, {"은", "는", "도", "만"}
_WORDS = {"몇", "얼마", "얼마나", "왜", "언제", "어디", "어떻게"}
_WINDOW = 5  # earlier questions looked at
_OPENER_NAMES, _POINTER_NAMES = 2, 4  # a question that names more stands alone
_BARE = re.compile(  # `벨만-포드는?`, `그럼 LRU는요?`, `what about LRU?`
    r"\s*(?:(?:그럼|그러면|그렇다면|그리고|그런데|근데|then|and|what about|how about)[\s,]+)*"
    r"(?P<topic>[^\s?？]+(?: [^\s?？]+)?(?: [^\s?？]+)?)\s*[?？]?\s*$",
    re.I,
)


@dataclass(frozen=True)
class Form:
    """A text to search with, and the earlier question that it takes its topic from, if any."""

    text: str
    context: str | None = None
    leans: bool = False  # whether the question alone says too little
    nameless: bool = False  # whether it names nothing at all: `단점은?`
    bare: bool = False  # whether it is nothing but a topic: `LRU는?`
    instead: bool = False  # whether it is the earlier question with another topic
    day: str | None = None  # of which only notes are searched, see `Filters`


def forms_of(question: str, history: Sequence[str]) -> list[Form]:
    """The question alone comes first."""
    question = normalize("NFC", question)
    before = _before([normalize("NFC", earlier.strip()) for earlier in history[-_WINDOW:]])
    if before is None:
        return [Form(question)]
    if _SWITCHES.search(question):
        return [Form(_SWITCHED.sub("", question) or question)]
    bare = _OPENS.sub("", question, count=1).strip() or question
    named = bool(_names(question))
    is_bare = _topic_alone(question) is not None
    forms = [Form(question, None, _leans(question), not named, is_bare)]
    noun = _topic(before).noun
    # What names nothing of its own asks of all that was said, or of its topic.
    forms.append(Form(f"{noun if named else before} {bare}", before))
    if instead := _instead(before, question):
        forms.append(Form(instead, before, instead=True))
    of_topic = None if named or noun == before else f"{_without_common(noun)} {bare}"
    if meant := _meant(before, bare) or of_topic:
        forms.append(Form(meant, before))
    return forms


def _without_common(noun: str) -> str:
    """`SSR 장점` -> `SSR`"""
    words = noun.split()
    while len(words) > 1 and words[-1] in COMMON:
        words.pop()
    return " ".join(words)


def _meant(before: str, question: str) -> str | None:
    """The question with what the one before is about in the place of its pointer: `서비스 메시란?`,
    `그건 언제 필요해?` makes `서비스 메시는 언제 필요해?`.
    """
    pointer = _POINTER.search(question)
    noun = _topic(before).noun if has_hangul(before) else ""
    if pointer is None or noun == before or not noun:
        return None
    particle = _SHORT.get(pointer[1]) or pointer[2] or ""
    rest = _fitting(noun, particle + question[pointer.end() :])
    return f"{question[: pointer.start()]}{noun}{rest}"


def _before(history: Sequence[str]) -> str | None:
    """The last question that names something, itself put together from those before it where it is
    a bare topic: `패치 버전은 언제 올려?`, `마이너는?`: `마이너는 언제 올려?`
    """
    before: str | None = None
    for question in history:
        if before and (instead := _instead(before, question)):
            before = instead
        elif _names(question):
            before = question
    return before


def _instead(before: str, question: str) -> str | None:
    """The question before with the new topic in the place of its own; None where the question asks
    more than a new topic, or the one before says nothing but its topic.
    """
    new, old = _topic_alone(question), _topic(before)
    if not new or not has_hangul(before) or not old.rest.strip(" ?？"):
        return None
    return f"{old.place}{new}{_fitting(new, old.rest)}"


def _topic_alone(question: str) -> str | None:
    """`그럼 벨만-포드는요?` -> `벨만-포드`; None where it asks anything of it."""
    found = _BARE.match(question)
    if not found or _POINTS.search(question) or not _names(question):
        return None
    *others, last = found["topic"].split()
    new = " ".join([*others, _without_particle(last)])
    if any(_ends(word) or word in COMMON for word in others) or new.split()[-1] in COMMON:
        return None
    return new if len(new) > 1 and (not others or new != found["topic"]) else None


@dataclass(frozen=True)
class _Topic:
    """A question in three: where it asks of it, what it is about, and the rest, `쿠버네티스에서 |
    시크릿 | 은 어떻게 암호화해?`
    """

    place: str
    noun: str
    rest: str


def _topic(question: str) -> _Topic:
    """What it is about are the words up to the first that has a particle of the topic or subject;
    where nothing else is asked behind it, the last of them is what is asked of the others:
    `다익스트라 | 시간 복잡도는?`
    """
    starts = _names(question)
    words = [m.span() for m in re.finditer(r"\S+", question)]
    named = [word for word in words if any(word[0] <= start < word[1] for start in starts)]
    if not named or not has_hangul(question):
        return _Topic("", question, "")
    end = next((b for a, b in named if _ends(question[a:b])), named[-1][1])
    own = [word for word in named if word[1] <= end]
    while len(own) > 1 and _PLACE_END.search(question[slice(*own[0])]):
        own = own[1:]
    rest = question[end:]
    counts = _COUNTS(rest) is not None and not _ends(question[slice(*own[-1])])
    if len(own) > 1 and not _DEFINED.search(question[:end]) and (counts or not _asks(rest)):
        own = own[:-1]
        while len(own) > 1 and question[slice(*own[-1])] in COMMON:
            own = own[:-1]
    start, end = own[0][0], own[-1][1]
    noun = _without_particle(question[start:end])
    return _Topic(question[:start], noun, question[start + len(noun) :])


_TOPIC_END = re.compile(
    r"(?<=[가-힣\w)])(?:은요|는요|이란|란|은|는|이|가|을|를|의|과|와|랑|도)[?？.,!]*$"
)
_COUNTS = re.compile(
    r"\s(?:몇 ?|얼마)\S*\W*"
).fullmatch  # of what is counted: `base 파라미터 몇 개야?`
_DEFINED = re.compile(r"(?:이란|란)[?？.,!]*$")
_PLACE_END = re.compile(r"(?<=[가-힣\w)])(?:에서|에서는|에|에는|으로|로)$")
# By particle: the form behind a consonant, and behind a vowel.
_PAIRS = {
    p: pair for pair in (("은", "는"), ("이", "가"), ("을", "를"), ("과", "와")) for p in pair
}


def _fitting(noun: str, rest: str) -> str:
    """`은 언제 써?` behind `스테이트풀셋`, `는 언제 써?` behind `노드` and `MVCC`."""
    if rest[:1] not in _PAIRS:
        return rest
    return _PAIRS[rest[0]][not closes(noun)] + rest[1:]


def _ends(word: str) -> bool:
    return _without_particle(word) != word


def _without_particle(words: str) -> str:
    """As far as it has one: `정밀도`, `평가` and `베르누이` only end like words that do."""
    cut = _TOPIC_END.sub("", words)
    if cut == words or _DEFINED.search(words):
        return cut
    nouns = ((t.start, t.start + t.len) for t in _tokens(words) if t.tag[0] == "N")
    return words if any(start < len(cut) < end for start, end in nouns) else cut


def _asks(text: str) -> bool:
    """Whether it holds a noun, a verb or a word of asking."""
    tokens = _tokens(text)
    return any(t.tag.partition("-")[0] in _NOUNS | _VERBS or t.form in _WORDS for t in tokens)


def _leans(question: str) -> bool:
    question = normalize("NFC", question)
    if _SWITCHES.search(question):
        return False
    names = _names(question)
    if not names or (_OPENS.match(question) and len(names) <= _OPENER_NAMES):
        return True
    pointer = _POINTS.search(question)
    if pointer and len(names) <= _POINTER_NAMES:
        # Two names before the pointer are something that it can point at.
        return sum(start < pointer.start() for start in names) < 2
    return len(names) == 1 and (_ALIKE.search(question) is not None or _is_fragment(question))


def _is_fragment(question: str) -> bool:
    """`VPA랑 달라?`, `CPU는?`: a comparison with what is not named, or a topic without a verb."""
    tokens = [token for token in _tokens(question) if token.tag not in _MARKS]
    if any(token.tag == "JKB" and token.form in _COMPARING for token in tokens):
        return True
    verb = any(token.tag.partition("-")[0] in _VERBS for token in tokens)
    return not verb and any(token.form in _TOPIC for token in tokens[-1:])


def _names(question: str) -> list[int]:
    """Where the words start that name what is asked about."""
    question = normalize("NFC", question)
    others = ((m.start(), m[0]) for m in _OTHER.finditer(question))
    starts = [at for at, word in others if word.lower() not in COMMON or _is_acronym(word)]
    for _, word in groupby(_tokens(question), key=lambda token: token.word_position):
        tags = {token.tag: token for token in word if token.form not in COMMON}
        if not tags.keys() & _TO_VERB:
            starts += [token.start for tag, token in tags.items() if tag in _NOUNS][:1]
    return starts


def _is_acronym(word: str) -> bool:
    """`GET`, `LIMIT`, which name something that `get` and `limit` do not."""
    return len(word) > 1 and word.isupper()


def _tokens(question: str) -> list[Token]:
    """None without Korean. Other words are masked: the analyser cuts some of them."""
    masked = _OTHER.sub(lambda match: "A" * len(match[0]), question)
    (tokens,) = tokenize([masked]) if has_hangul(question) else [[]]
    return list(tokens)
