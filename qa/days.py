"""Questions about a day: `3월 3일에 배운 것은?` may ask of the notes of that day."""

import re

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_KOREAN = re.compile(r"(?:(?P<year>\d{4})년\s*)?(?P<month>\d{1,2})월\s*(?P<day>\d{1,2})일")
_FIGURES = re.compile(
    r"(?<![\d.])(?P<year>\d{4})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})(?![\d.]\d)일?"
)
_ENGLISH = re.compile(
    rf"(?:\bon )?\b(?P<name>{'|'.join(_MONTHS)})[a-z]*\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b"
    r"(?:,? (?P<year>\d{4})\b)?",
    re.I,
)
_PARTICLE = re.compile(r"\s*(?:날\s*)?(?:에는|에서|에|의)(?![가-힣])|\s*날(?![가-힣])")
# Whatever was learnt or written on it: no more is asked.
_ANYTHING = re.compile(
    r"(?:(?:나는?|내가) )?"
    r"(?:(?:배운|공부한|정리한|쓴|적은|한|남긴) ?(?:것|거|건|걸|게|내용|일|노트|글)?"
    r"|노트|일지|일기|메모|기록)들?(?:[은는이가을를])?(?: (?:뭐|무엇|뭘|알려|보여).*)?[?？.!]*"
    r"|(?:뭐|뭘|무엇을|무슨 일을) ?(?:배웠|공부했|정리했|했|썼|적었)[가-힣]*[?？.!]*"
    r"|what did i (?:learn|write|study|do|note)(?: down)?[?.!]*|(?:my |the )?notes?[?.!]*",
    re.I,
)


def asks_anything(question: str) -> bool:
    """Whether what is left of it without the day names no topic."""
    return _ANYTHING.fullmatch(question) is not None


def asked_day(question: str) -> tuple[str, str] | None:
    """The day as `2024-03-03`, or `-03-03` where no year is said, and the question without it."""
    for pattern in (_KOREAN, _FIGURES, _ENGLISH):
        if match := pattern.search(question):
            said = match.groupdict()
            name = (said.get("name") or "").lower()[:3]
            month = _MONTHS.index(name) + 1 if name else int(said["month"])
            end = match.end()
            if particle := _PARTICLE.match(question, end):
                end = particle.end()
            rest = " ".join(f"{question[: match.start()].rstrip()} {question[end:]}".split())
            rest = re.sub(r" (?=[?？.!]*$)", "", rest)
            return f"{said['year'] or ''}-{month:02}-{int(said['day']):02}", rest
    return None
