"""What a text is called by: the label of a unit, the heading of a section."""

import re

from qa.topics import COMMON

_MARKS = re.compile(r"[*_`]+|^\W*(?:[QA]|질문|답변?)\s*\d*\s*[.:)]\s*", re.I)
_LABEL = re.compile(
    r"(?P<label>[^:：=→<]{1,40}?)\s*(?P<gloss>\([^()]*\))?\s*"
    r"(?:[:：=→]|[-–—]\s|이?란\s|[은는]\s|<br\s*/?>)"
)
_GLOSSED = re.compile(r"(?P<label>.*?)\s*(?P<gloss>\([^()]*\))?\s*", re.S)
_BOLD = re.compile(r"^\W*?(\*\*|__)([^*_]{1,40})\1(?=\s+[^\s:：=→–—-])")  # a label without a mark
_PARTICLE = re.compile(r"(?:이?란|[은는이가])\s*$")
_BESIDE = re.compile(r"\s/\s")  # two on one line, `GDP: 안에서 / GNP: 국적대로`


def bare(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


def without_marks(text: str) -> str:
    return _MARKS.sub("", text)


def names(text: str) -> set[str]:
    """With its particle, which may be none, and without; none of what anything may have, `단점`."""
    return {bare(text), bare(_PARTICLE.sub("", text))} - {""} - COMMON


def label_names(unit: str) -> set[str]:
    """Of `재현율(recall, 민감도)은 …` each of the three; none of a unit without a label."""
    own = without_marks(_BOLD.sub(r"\2:", unit))
    return {name for part in _BESIDE.split(own) for name in _called(_LABEL.match(part))}


def heading_names(heading: str) -> set[str]:
    return _called(_GLOSSED.fullmatch(without_marks(heading)))


def _called(found: re.Match[str] | None) -> set[str]:
    if found is None:
        return set()
    glosses = re.split(r"[,/·;]", found["gloss"] or "")
    return names(found["label"]).union(*map(names, glosses))
