"""Follow-up questions: `그럼 그건 언제 써?` means little without the questions before it.

Rules on the words alone, whatever the notes and the model. A question leans on the earlier ones
when it opens or points that way, or names nothing to be asked about: no noun but such as every
thing has (`기본값은?`), or one and no verb (`CPU는?`).
"""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING
from unicodedata import normalize

from index.words.terms import _kiwi, has_hangul

if TYPE_CHECKING:
    from kiwipiepy import Token

_SWITCHES = re.compile(
    r"(?:다른|딴) (?:얘[기긴]|이야[기긴]|질문|주제)|그건 그렇고|그나저나|"
    r"\b(?:by the way|unrelated|another (?:question|topic)|new topic)\b",
    re.I,
)
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
_ALIKE = re.compile(r"[은는도서에] (?:어때|어떤가|어떻게 [돼되]|마찬가지|똑같)")
# What can be asked of anything, so that it names nothing.
_COMMON = frozenset(
    """
    차이 차이점 예 예시 예제 코드 이유 원인 기본 값 기본값 최대 최소 제한 한계 장점 단점 장단점 특징
    점 주의 방법 방식 법 해결 해결책 대안 대신 추천 종류 이름 주기 기간 간격 시간 비용 크기 개수
    단위 명령 명령어 옵션 설정 경우 조건 용도 역할 목적 의미 뜻 원리 문제 결과 전자 후자 다음 처음
    마지막 반대 자동 수동 필요 가능 얼마 정도 설명 요약 줄 부분 쪽 일 지금 나중 실제 보통 마찬가지
    a an the s t re ve ll of in on at to for from with without about as by than into there any some
    much many what when where which who why how is are was be been do does did can could should
    would will may must have has had i we you me my and or but so if not no also too again still
    then use used using work works mean means happen happens make get need want called give show
    tell explain please same difference differences example examples reason default defaults value
    alternative alternatives drawback drawbacks downside downsides advantage advantages benefit
    benefits limit limits option options name command way long often more safe it its they them
    their this that those these one ones both
    """.split()
)
_OTHER = re.compile(r"[^\W\d_ㄱ-ㅣ가-힣](?:[\w./+-](?<![ㄱ-ㅣ가-힣]))*")  # words not in Hangul
# Sejong tags. A noun with one of _TO_VERB is a verb: `삭제하다`.
_NOUNS, _TO_VERB, _MARKS = {"NNG", "NNP"}, {"XSV", "XSA"}, {"SF", "SP", "SE", "SS", "SO", "SW"}
_VERBS = {"VV", "VA", "VX", "VCP", "VCN"} | _TO_VERB
_COMPARING, _TOPIC = {"랑", "이랑", "와", "과", "하고", "보다"}, {"은", "는", "도", "만"}
_WINDOW = 5  # earlier questions looked at
_OPENER_NAMES, _POINTER_NAMES = 2, 4  # a question that names more stands alone


def with_context(question: str, history: Sequence[str]) -> tuple[str | None, str]:
    """The earlier questions that were used, if any, and the text to search with."""
    if not history or not _leans(question):
        return None, question
    before = " ".join(_carried(history[-_WINDOW:]))
    return (before, f"{before}\n{question}") if before else (None, question)


def _carried(history: Sequence[str]) -> list[str]:
    """The last question that stands alone, and what was named since."""
    carried: list[str] = []
    for question in map(str.strip, reversed(history)):
        if _names(question):
            carried.insert(0, question)
        if not _leans(question):
            break
    return carried


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
    starts = [m.start() for m in _OTHER.finditer(question) if m[0].lower() not in _COMMON]
    for _, word in groupby(_tokens(question), key=lambda token: token.word_position):
        tags = {token.tag: token for token in word if token.form not in _COMMON}
        if not tags.keys() & _TO_VERB:
            starts += [token.start for tag, token in tags.items() if tag in _NOUNS][:1]
    return starts


def _tokens(question: str) -> list["Token"]:
    """None without Korean. Other words are masked: the analyser cuts some of them."""
    masked = _OTHER.sub(lambda match: "A" * len(match[0]), question)
    return list(_kiwi().tokenize(masked)) if has_hangul(question) else []
