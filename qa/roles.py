"""What a unit is to a question: a question itself, a heading, a link or a label is no answer."""

import re
from collections.abc import Iterator, Sequence

from index.passages.units import Unit
from index.words.terms import has_hangul

MAX_LABEL = 25  # characters
_SAYS = re.compile(r"[.!?。:：=→]|\d|[다요음함임됨]\W*$|\b(?:is|are|was|has|can|to)\b")
# A question mark, or else a mark in front, or how a Korean question ends that has one of its words:
# `충돌이 일어나요` has none.
_ASKS = re.compile(
    r"[?？][\"'”’)*_`\s]*$|^\W*(?:Q|질문|문|물음)\s*\d*\s*[.:)]|^\W*[❓❔]|"
    r"(?:왜|언제|어디|어느|어떤|어떻게|누가|누구|무엇|무슨|뭐|뭘|몇|얼마)(?!든)[^.:：]*"
    r"(?:[나까]요|[는은인던]가요?|니까|[을할될]까)\W*$",
    re.I,
)
_LINK = re.compile(
    r"!?\[(?:[^\[\]]|\[[^\[\]]*\])*\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])"
    r"|!?\[\[[^\]]*\]\]|<a\b[^<>]*>.*?</a>|<?https?://\S+"
    r"|^\W*(?:참고|출처|원문|링크|관련 ?글|더 ?보기|see(?: also)?|sources?|links?|via)\W*[:：]",
    re.I | re.S,
)
_HEADING = re.compile(r"##|#\s|#$")
# What points back to the sentence before: `이는`, `이 경우`, `그래서`, `다만`, and not `이를테면`.
_POINTS_BACK = re.compile(
    r"\W*(?:"
    r"[이그](?: |는 |런 |것[은이을] |건 |게 |러한 |렇게 |처럼 |때[는문]? |들[은이의]? )|"
    r"이(?:[를와에]|로써?) |그(?:[를의가] |녀[는가의]? )|[전후]자[는의가를] |둘(?: 다|은|의|이) |"
    r"그(?:래서|러므로|러니까?|러면|리하여|럼|리고|러나|런데)|따라서|때문에|덕분에|여기[서에]는? |"
    r"또한 |게다가|하지만|반면에?[ ,]|반대로|다만[ ,]|오히려|[단즉],? |[Cc]f\.? |∴)"
)
_POINTS_BACK_IN_ENGLISH = re.compile(
    r"\W*(?:this|that|these|those|it|they|so|thus|hence|therefore|however|but)\b", re.I
)
_TAG = re.compile(r"(?<![\w#/])#[\w/-]*[^\W\d][\w/-]*")  # `#중요`, `#ML/앙상블`, and not `#12`


def asks(text: str) -> bool:
    """Whether a unit is a question line, `**Q. 팬텀 리드란?**`."""
    return _ASKS.search(text) is not None


def says_nothing(text: str) -> bool:
    """Whether a unit that is no code is a heading, or nothing but links and tags."""
    rest = _TAG.sub("", _LINK.sub("", text))
    return _HEADING.match(text) is not None or not any(c.isalnum() for c in rest)


def is_no_answer(text: str, found: Sequence[Unit], place: int) -> bool:
    """A heading, a question, the line that announces or names what is below it, the head of a
    table, or nothing but a link.
    """
    unit = found[place].of(text)
    if found[place].code:
        return False
    if unit[-1] in ":：" or asks(unit) or says_nothing(unit) or is_label(text, found, place):
        return True
    if found[place].row and any(other.above == place and other.row for other in found):
        return True
    return found[place].cell and _is_head(found, place)


def labels(text: str, found: Sequence[Unit], place: int) -> Iterator[int]:
    """The names of which it is the first that is said."""
    while (above := found[place].above) == place - 1 >= 0 and is_label(text, found, above):
        yield above
        place = above


def before(text: str, found: Sequence[Unit], place: int) -> int:
    """The place of the sentence or item that this one points back to, `그래서 …`, or -1: the last
    one before it that stands under the same and does not point back itself.
    """
    unit, prior = found[place], -1
    while not (unit.code or unit.row or unit.cell) and _points_back(unit.of(text)):
        beside = (p for p in range(place - 1, unit.above, -1) if found[p].above == unit.above)
        place = next(beside, -1)
        if place < 0 or found[place].code or found[place].row or is_no_answer(text, found, place):
            break
        unit, prior = found[place], place
    return prior


def _points_back(unit: str) -> bool:
    """`it = 그 물건` is about the word."""
    in_english = not has_hangul(unit) and _POINTS_BACK_IN_ENGLISH.match(unit)
    return _POINTS_BACK.match(unit) is not None or bool(in_english)


def is_label(text: str, found: Sequence[Unit], place: int) -> bool:
    """Whether it only names what stands under it: `커버링 인덱스`, and below it what that is."""
    unit = found[place].of(text)
    return len(unit) <= MAX_LABEL and is_name(unit) and any(other.above == place for other in found)


def is_name(text: str) -> bool:
    """Whether it says nothing of what it names."""
    return _SAYS.search(text) is None


def _is_head(found: Sequence[Unit], place: int) -> bool:
    """Whether a cell begins a row, and is shown above the others of it, or stands in the head of
    its table: below the first cell of the head are those that the rows begin with.
    """
    below = {other.above for other in found if other.cell and other.above >= 0}
    first = found[place].above
    return place in below or (first >= 0 and any(found[n].above == first for n in below))
