"""What a question is about: its names, its topic, and what may be asked of anything."""

import re
from dataclasses import dataclass
from itertools import groupby
from unicodedata import normalize

from index.words.analyser import Token, tokenize
from index.words.particles import closes
from index.words.terms import has_hangul

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
_NOUNS, _TO_VERB = {"NNG", "NNP"}, {"XSV", "XSA"}
VERBS = {"VV", "VA", "VX", "VCP", "VCN"} | _TO_VERB
_WORDS = {"몇", "얼마", "얼마나", "왜", "언제", "어디", "어떻게"}
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


@dataclass(frozen=True)
class Topic:
    """A question in three: where it asks of it, what it is about, and the rest, `쿠버네티스에서 |
    시크릿 | 은 어떻게 암호화해?`
    """

    place: str
    noun: str
    rest: str


def topic_of(question: str) -> Topic:
    """What it is about are the words up to the first that has a particle of the topic or subject;
    where nothing else is asked behind it, the last of them is what is asked of the others:
    `다익스트라 | 시간 복잡도는?`
    """
    starts = names_in(question)
    words = [m.span() for m in re.finditer(r"\S+", question)]
    named = [word for word in words if any(word[0] <= start < word[1] for start in starts)]
    if not named or not has_hangul(question):
        return Topic("", question, "")
    end = next((b for a, b in named if ends(question[a:b])), named[-1][1])
    own = [word for word in named if word[1] <= end]
    while len(own) > 1 and _PLACE_END.search(question[slice(*own[0])]):
        own = own[1:]
    rest = question[end:]
    counts = _COUNTS(rest) is not None and not ends(question[slice(*own[-1])])
    if len(own) > 1 and not _DEFINED.search(question[:end]) and (counts or not _asks(rest)):
        own = own[:-1]
        while len(own) > 1 and question[slice(*own[-1])] in COMMON:
            own = own[:-1]
    start, end = own[0][0], own[-1][1]
    noun = without_particle(question[start:end])
    return Topic(question[:start], noun, question[start + len(noun) :])


def without_common(noun: str) -> str:
    """`SSR 장점` -> `SSR`"""
    words = noun.split()
    while len(words) > 1 and words[-1] in COMMON:
        words.pop()
    return " ".join(words)


def ends(word: str) -> bool:
    return without_particle(word) != word


def without_particle(words: str) -> str:
    """As far as it has one: `정밀도`, `평가` and `베르누이` only end like words that do."""
    cut = _TOPIC_END.sub("", words)
    if cut == words or _DEFINED.search(words):
        return cut
    nouns = ((t.start, t.start + t.len) for t in tokens_of(words) if t.tag[0] == "N")
    return words if any(start < len(cut) < end for start, end in nouns) else cut


def fitting(noun: str, rest: str) -> str:
    """`은 언제 써?` behind `스테이트풀셋`, `는 언제 써?` behind `노드` and `MVCC`."""
    if rest[:1] not in _PAIRS:
        return rest
    return _PAIRS[rest[0]][not closes(noun)] + rest[1:]


def _asks(text: str) -> bool:
    """Whether it holds a noun, a verb or a word of asking."""
    tokens = tokens_of(text)
    return any(t.tag.partition("-")[0] in _NOUNS | VERBS or t.form in _WORDS for t in tokens)


def names_in(question: str) -> list[int]:
    """Where the words start that name what is asked about."""
    question = normalize("NFC", question)
    others = ((m.start(), m[0]) for m in _OTHER.finditer(question))
    starts = [at for at, word in others if word.lower() not in COMMON or _is_acronym(word)]
    for _, word in groupby(tokens_of(question), key=lambda token: token.word_position):
        tags = {token.tag: token for token in word if token.form not in COMMON}
        if not tags.keys() & _TO_VERB:
            starts += [token.start for tag, token in tags.items() if tag in _NOUNS][:1]
    return starts


def _is_acronym(word: str) -> bool:
    """`GET`, `LIMIT`, which name something that `get` and `limit` do not."""
    return len(word) > 1 and word.isupper()


def tokens_of(question: str) -> list[Token]:
    """None without Korean. Other words are masked: the analyser cuts some of them."""
    masked = _OTHER.sub(lambda match: "A" * len(match[0]), question)
    (tokens,) = tokenize([masked]) if has_hangul(question) else [[]]
    return list(tokens)
