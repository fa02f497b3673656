"""Lines that lead what is below them: one that announces a list, or is nothing but its name."""

import re
from collections.abc import Sequence
from itertools import takewhile

from index.reading.headings import is_title
from index.reading.marks import ITEM, has_label
from index.reading.wraps import ends_open

_ANNOUNCES = re.compile(
    r"(?:다음과 같|아래와 같|다음의|아래의|가지(?:[가로는]?\s|이?다|입니다|이?에요|예요|임|였)"
    r"|(?:둘|셋|넷|다섯)(?:이다|입니다|임)|이렇(?:다|습니다)|있다|있습니다|있음"
    r"|나뉜다|나눈다|나눌 수|거친다|거칩니다|정리했다|정리했습니다|정리함)[^.]*[.]?$"
    r"|\b(?:following|as follows|these|are)\b[^.]*[.]?$"
)
_MAX_NAME = 40  # characters of a line that a list below it may stand under
_MAX_TITLE = 25  # the same, of plain lines below it
_SAYS = re.compile(r"\n|[!?…]$|[.!?]\s|\d{4}\s?[-./년]")
_DONE = re.compile(r"[다요음함임됨옴짐큼둠줌씀뜸]\W*$")
_QUOTED = re.compile(r"`[^`]*`|\$[^$]*\$")
_LINK = re.compile(
    r"!?\[\[[^\[\]]*\]\]|!?\[[^\[\]]*\](?:\([^()\s]*(?:\([^()]*\))?[^()]*\)|\[[^\[\]]*\])"
    r"|<?https?://\S+|</?[a-zA-Z][^<>]*>"
)


def announces(line: str) -> bool:
    """Whether a list below it is what it speaks of: `세 가지가 있다.`"""
    return _ANNOUNCES.search(line) is not None


def entitles(line: str) -> bool:
    """Whether a list below it may be what it names: `경영상 해고 요건`, and no formula."""
    short = len(line) <= _MAX_NAME and is_title(line) and not _SAYS.search(line)
    words = _QUOTED.sub("", line)
    named = short and any(letter.isalpha() for letter in words)
    return named and not (has_label(line) or is_link(line) or ends_open(line))


def titles(line: str, below: Sequence[str]) -> bool:
    """Whether the plain lines below, up to the next item, stand under it: most have labels."""
    own = list(takewhile(lambda one: not ITEM.match(one), below))
    short = len(line) <= _MAX_TITLE and not _DONE.search(line)
    return short and _are_labelled(own) and entitles(line)


def _are_labelled(lines: Sequence[str]) -> bool:
    """Whether most are, and none is a row of a table."""
    rows = any(line.startswith("|") for line in lines)
    return bool(lines) and not rows and 2 * sum(map(has_label, lines)) >= len(lines)


def is_link(line: str) -> bool:
    """Whether there is nothing in it besides links and images."""
    if not ("[" in line or "://" in line or "<" in line):
        return False
    return not any(letter.isalnum() for letter in _LINK.sub("", line))
