"""Questions about a day: `3월 3일에 배운 것은?` may ask of the notes of that day, and of what
stands below a heading of that day.
"""

import re
from collections.abc import Sequence

from index.reading.notes import MONTH, MONTHS

_KOREAN = re.compile(
    r"(?:(?<!\d)(?P<year>\d{4}|\d{2})년\s*)?(?P<month>\d{1,2})월\s*(?P<day>\d{1,2})일(?:자(?= ))?"
)
_FIGURES = re.compile(
    r"(?<![\d.])(?P<year>\d{4})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})(?![\d.]\d)일?"
)
_ENGLISH = re.compile(
    rf"(?:\bon )?\b(?P<name>{MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b"
    r"(?:,? (?P<year>\d{4})\b)?",
    re.I,
)
# `6/27`, which may be a fraction: a day where it is said to be one, or where it alone is asked of.
_SLASHED = re.compile(
    r"(?<![\d./\w])(?:(?P<year>\d{2})/)?(?P<month>\d{1,2})/(?P<day>\d{1,2})(?![\d/]|\.\d)일?"
)
_PARTICLE = re.compile(r"\s*(?:날\s*)?(?:에는|에서|에|의)(?![가-힣])|\s*날(?![가-힣])")
_IS_A_DAY = re.compile(r"에는?$|[날일]$")
# Whatever was learnt or written on it: no more is asked.
_TELL = r"(?: 좀)?(?: (?:뭐|무엇|뭘|알려|보여|찾아|말해|궁금).*)?[?？.!]*"
_ANYTHING = re.compile(
    r"(?:(?:나는?|내가) )?(?:"
    r"(?:(?:배운|공부한|정리한|쓴|적은|한|남긴|있었던) ?(?:것|거|건|걸|게|내용|일|노트|글)?"
    rf"|노트|일지|일기|메모|기록|회고록?|TIL)들?(?:[은는이가을를])?{_TELL}"
    r"|(?:뭐|뭘|무엇을|무슨 (?:일|공부)[을를이]?) ?"
    rf"(?:배웠|공부했|정리했|했|썼|적었|있었)\w*{_TELL})"
    r"|what (?:did i (?:learn|write|study|do|note)(?: down)?|happened)[?.!]*"
    r"|(?:my |the )?(?:notes?|journal|diary)[?.!]*",
    re.I,
)
_WEEKDAY = r"\s*[(\[]?(?:[월화수목금토일](?:요일)?|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)[)\]]?"
# What may be a fraction, a version or a span of days is a heading's day where it is all of it.
_HEADED = [
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?:(?P<year>\d{{2}})/)?(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})(?:{_WEEKDAY})?",
        rf"(?:(?P<year>\d{{2}})[.-])?(?P<month>\d{{1,2}})[.-](?P<day>\d{{1,2}})\.?{_WEEKDAY}",
        rf"(?P<day>\d{{1,2}})일(?:{_WEEKDAY})?",
    )
]
_YEAR = re.compile(r"(?<![0-9a-z])((?:19|20)\d\d)(?![0-9a-z])", re.I)
_MONTH = re.compile(r"(?<!\d)\d{4}[-./_](\d{1,2})(?!\d)|(?<!\d)(\d{1,2})월")


def asks_anything(question: str) -> bool:
    """Whether what is left of it without the day names no topic."""
    return _ANYTHING.fullmatch(question) is not None


def asked_day(question: str) -> tuple[str, str] | None:
    """The day as `2024-03-03`, or `-03-03` where no year is said, and the question without it."""
    for pattern in (_KOREAN, _FIGURES, _ENGLISH, _SLASHED):
        for match in pattern.finditer(question):
            said, rest = _without(question, match)
            day = _day(match)
            if day and (pattern is not _SLASHED or _IS_A_DAY.search(said) or asks_anything(rest)):
                return day, rest
    return None


def _without(question: str, match: re.Match[str]) -> tuple[str, str]:
    """What says the day, with its particle, and what is left of the question without it."""
    end = match.end()
    if particle := _PARTICLE.match(question, end):
        end = particle.end()
    rest = " ".join(f"{question[: match.start()].rstrip()} {question[end:]}".split())
    return question[match.start() : end], re.sub(r" (?=[?？.!]*$)", "", rest)


def heading_day(headings: Sequence[str], name: str) -> str:
    """The day of the innermost heading of one, as `asked_day` has it; empty where none has any.
    What a heading leaves unsaid is the year and month of those above it, or of its note's name.
    """
    for place in reversed(range(len(headings))):
        heading = re.sub(r"^\W+|[^\w)\].]+$", "", headings[place])
        every = [pattern.match(heading) for pattern in (_KOREAN, _FIGURES, _ENGLISH)]
        every += [pattern.fullmatch(heading) for pattern in _HEADED]
        above = " ".join([name, *headings[:place]])
        if day := next(filter(None, (_day(match, above) for match in every if match)), None):
            return day
    return ""


def _day(match: re.Match[str], above: str = "") -> str | None:
    """None for what no calendar has."""
    said = match.groupdict()
    name = (said.get("name") or "").lower()[:3]
    year = said.get("year") or next(reversed(_YEAR.findall(above)), "")
    months = ["0", *("".join(found) for found in _MONTH.findall(above))]
    month = MONTHS.index(name) + 1 if name else int(said.get("month") or months[-1])
    if not (1 <= month <= 12 and 1 <= int(said["day"]) <= 31):
        return None
    return f"{'20' if len(year) == 2 else ''}{year}-{month:02}-{int(said['day']):02}"
