"""The headings of a note: Markdown headings and bare numbered lines, outside code fences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ATX = re.compile(r" {0,3}(#{1,6})[ \t]+(?=[^ \t])(.*)$")
# `9.1 쿠버네티스 네트워크 원칙`, `9.1.2. Service`: two to four numbers, then a short title that
# is no sentence and no figure (`1.5 GB를 쓴다.`).
_NUMBERED = re.compile(r"(\d{1,3}(?:\.\d{1,3}){1,3})\.?[ \t]+(\S.*)$")
_UNIT = re.compile(
    r"(?:[KMGTkm]?i?[Bb]|ms|초|분|시간|배|개|명|%|GHz|x)(?:에|이|가|을|를|만|로|\W|$)"
)
_STATEMENT = re.compile(r"[.,;]$|(?:[니인한된는었았]|이)다$|(?:[세네어아해]|에)요$")
_MAX_TITLE = 60
_MARK = re.compile(r" {0,3}(`{3,}|~{3,})")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)$")
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


@dataclass(frozen=True)
class Line:
    """One line of a text with its ending."""

    text: str
    start: int
    fence: int  # where the code fence around it starts, its two marks included; -1 outside

    @property
    def fenced(self) -> bool:
        return self.fence >= 0

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True)
class Heading:
    """`level` 1 to 6; `start` to `end` is the whole line with its ending."""

    level: int
    text: str
    start: int
    end: int


def lines_of(text: str, start: int = 0, mark: str = "") -> Iterator[Line]:
    """Lines from `start` on, ended by LF, CRLF or CR; an unclosed fence runs to the end.

    `mark` is that of the fence that the text starts inside of.
    """
    fence = start if mark else -1
    for match in LINE.finditer(text, start):
        if not match.group():
            return
        found = _FENCE.match(match.group().rstrip("\r\n"))
        opens = found is not None and not mark and "`" not in found[2]
        if found and opens:
            mark, fence = found[1], match.start()
        yield Line(match.group(), match.start(), fence)
        if found and mark and not opens and found[1].startswith(mark) and not found[2].strip():
            mark, fence = "", -1


def fence_mark(text: str, fence: int) -> str:
    """The mark of the fence whose first line starts there."""
    found = _MARK.match(text, fence)
    return found[1] if found else ""


def headings_of(text: str, start: int = 0) -> list[Heading]:
    return [
        heading
        for line in lines_of(text, start)
        if not line.fenced and (heading := _heading(line)) is not None
    ]


def _heading(line: Line) -> Heading | None:
    content = line.text.rstrip("\r\n")
    if match := _ATX.match(content):
        return Heading(len(match[1]), _without_closing(match[2]), line.start, line.end)
    match = _NUMBERED.match(content)
    if match is None or not _is_title(match[2].rstrip()):
        return None
    return Heading(match[1].count(".") + 1, content.strip(), line.start, line.end)


def _without_closing(title: str) -> str:
    """`제목 ##` -> `제목`. A regular expression would not get to the end of a million spaces."""
    title = title.rstrip()
    bare = title.rstrip("#")
    return bare.rstrip() if bare[-1:].isspace() else title


def _is_title(words: str) -> bool:
    return len(words) <= _MAX_TITLE and not _STATEMENT.search(words) and _UNIT.match(words) is None


def section_number(heading: str) -> tuple[int, ...]:
    """`(9, 1)` of `9.1 쿠버네티스 …`; empty when the heading does not begin with such a number."""
    match = re.match(r"\d{1,3}(?:\.\d{1,3})+", heading)
    return tuple(int(part) for part in match.group().split(".")) if match else ()
