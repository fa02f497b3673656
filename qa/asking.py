"""What a question asks for, told from its words, and where a sentence has it.

The answer types of Li and Roth (2002, "Learning question classifiers") that can be seen on the
surface: times and amounts. Reasons and names were tried too, and changed no figure.
"""

import re
from dataclasses import dataclass

_NATIVE = "한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|스무|수십|수백|수천|몇몇"
_UNITS = (
    "개월|개|명|번째|번|회|배|초|분|시간|일|주일|주|달|년|살|세|원|달러|엔|유로|파운드|줄|대|가지|단계|"
    "페이지|쪽|위|점|표|도|층|평|석|편|권|장|자|글자|마리|차례|곳|벌|퍼센트|프로|킬로미터|미터|바이트|비트"
)
_LATIN_UNITS = (
    r"%|[KMGTkm]i?[Bb]?\b|ms\b|[smhd]\b|"
    r"(?:second|minute|hour|day|week|month|year|time|byte|bit)s?\b"
)
_NUMBER = r"\d[\d,.]*(?<![,.])(?:\s?[~∼–-]\s?\d[\d,.]*(?<![,.]))?\s?(?:수?[십백천만억조]+)?"
_AMOUNT = rf"(?<![\w.])(?:{_NUMBER}\s?(?:{_UNITS}|{_LATIN_UNITS})?|(?:{_NATIVE})\s?(?:{_UNITS}))"
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_TIME = (
    r"(?<![\w.])(?:기원전\s?)?\d{1,4}\s?(?:년대|년|월|일|시|분|초|세기)"
    r"(?:\s\d{1,2}\s?(?:월|일|시|분|초))*|\b\d{4}-\d{2}(?:-\d{2})?\b|"
    rf"\b(?:(?:{_MONTHS})[a-z]*\.?\s(?:\d{{1,2}},?\s)?)?(?:1\d|20)\d\d\b"
)

# By kind: how it is asked for, and what an answer holds. `언제 쓰나` asks for no time.
_KINDS = (
    (
        r"언제(?!\s?(?:쓰|써|쓸|사용|필요|해야|하나|하면|좋|적합|유용))|몇\s?(?:년|월|일|시|분|세기)|"
        r"[연년]도[는가를]?\b|날짜|시기|해는|\bwhen (?:was|were|did)\b|\bwhat (?:year|date)\b",
        _TIME,
    ),
    (r"얼마|몇|\bhow (?:many|much|long|often|far|big|large|fast)\b", _AMOUNT),
)
_SOUGHT = [(re.compile(asked, re.I), re.compile(found, re.I)) for asked, found in _KINDS]
_COUNTED = re.compile(rf"몇\s?({_UNITS})")
_SEVERAL = re.compile(
    r"종류|가지(?!고)|단계|순서|절차|구성 ?요소|[장단]점|장단점|특징|조건|규칙|차이|비교|"
    r"(?:무엇|뭐|어떤 것)이? ?있|"
    r"\b(?:list|types|kinds|steps|ways|advantages|disadvantages|benefits|drawbacks|features)\b|"
    r"\b(?:differ|compare|vs\b)|"
    r"\bwhat are\b",
    re.I,
)

_CODE = re.compile(
    r"명령|코드|예시|예제|매니페스트|스크립트|옵션|필드|플래그|함수|메서드|[가-힣]+려면|방법|어떻게|"
    r"yaml|json|sql|\b(?:command|code|example|snippet|flag|option|field|how (?:do|to|can))\b",
    re.I,
)


@dataclass(frozen=True)
class Asking:
    """Patterns of what may answer a question, none for most; `several` where a whole list may."""

    question: str
    sought: tuple[re.Pattern[str], ...]
    several: bool
    code: bool  # whether a line of code may be the answer

    def fits(self, text: str) -> bool:
        """Whether it has what is sought, and not from the question itself."""
        return any(self._found(pattern, text) for pattern in self.sought)

    def focus(self, text: str) -> tuple[int, int] | None:
        """Where the core of an answer stands in the text: the one thing in it that is sought."""
        found = [extent for pattern in self.sought for extent in self._found(pattern, text)]
        return found[0] if len(found) == 1 else None

    def _found(self, pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
        return [
            match.span()
            for match in pattern.finditer(text)
            if match.group().strip() not in self.question
        ]


def read(question: str) -> Asking:
    sought = [found for asked, found in _SOUGHT if asked.search(question)]
    if counted := _COUNTED.search(question):
        sought = [re.compile(rf"(?<![\w.])(?:{_NUMBER}|{_NATIVE})\s?{_unit(counted[1])}", re.I)]
    several, code = (kind.search(question) is not None for kind in (_SEVERAL, _CODE))
    return Asking(question, tuple(sought), several, code)


def _unit(unit: str) -> str:
    if unit in ("퍼센트", "프로"):
        return "(?:%|퍼센트|프로)"
    if unit == "번":  # times, or a number without a unit: `포트는 몇 번?`
        return rf"(?:번|(?![\d,.]|\s?(?:{_UNITS}|{_LATIN_UNITS})))"
    return unit
