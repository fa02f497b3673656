"""Code fences, paired as people write them: one in a list may be closed with another indent; and
formulas between two lines of `$$`, which people write right below a sentence.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

_CONTAINERS = r"(?:[ \t]|>|[-*+•][ \t]|\d{1,9}[.)][ \t])*"
_OPEN = re.compile(rf"({_CONTAINERS})(`{{3,}}(?=[^`]*$)|~{{3,}})")
_CLOSE = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*$")
_FORMULA = re.compile(rf"({_CONTAINERS})\$\$[ \t]*$")
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


@dataclass(frozen=True)
class Fence:
    """Lines, 0-based: the one with the opening mark, the one after the code, and the one after
    the fence, which is the same where it is never closed.
    """

    first: int
    code_end: int
    end: int
    prefix: str  # what stands before its mark: spaces, and marks of quotations and items

    @property
    def margin(self) -> str:
        """What the next lines of the same quotation or item begin with."""
        return re.sub(r"[^>\s]", " ", self.prefix)


def lines_of(text: str, start: int = 0) -> list[tuple[int, int]]:
    """Extents of the lines from `start` on, without their ending: LF, CRLF or CR."""
    found = []
    for match in LINE.finditer(text, start):
        if match.group():
            found.append((match.start(), match.start() + len(match.group().rstrip("\r\n"))))
    return found


def fences_of(lines: Sequence[str]) -> list[Fence]:
    """In order; none lies in another."""
    marked = [n for n, line in enumerate(lines) if "```" in line or "~~~" in line or "$$" in line]
    closing = [(n, match[1]) for n in marked if (match := _CLOSE.match(lines[n]))]
    found: list[Fence] = []
    for first in marked:
        if not found or first >= found[-1].end:
            match = _OPEN.match(lines[first])
            if match:
                found.append(_fence(lines, first, match, closing))
            elif formula := _formula(lines, first):
                found.append(formula)
    return found


def _formula(lines: Sequence[str], first: int) -> Fence | None:
    """One without a blank line that ends with a line of `$$`; others are left to the parser."""
    match = _FORMULA.match(lines[first])
    for n in range(first + 1, len(lines)) if match else ():
        if not lines[n].strip(" \t>"):
            return None
        if "$$" in lines[n]:
            ends = _FORMULA.match(lines[n]) is not None
            return Fence(first, n, n + 1, match[1]) if match and ends and n > first + 1 else None
    return None


def _fence(
    lines: Sequence[str], first: int, match: re.Match[str], closing: Sequence[tuple[int, str]]
) -> Fence:
    prefix, mark = match[1], match[2]
    quoted, seen = ">" in prefix, first + 1
    for n, other in islice(closing, bisect_right(closing, first, key=_line), None):
        if quoted and _left(lines, seen, n) < n:
            break
        seen = n
        if other.startswith(mark):
            return Fence(first, n, n + 1, prefix)
    until = len(lines)
    if quoted:  # a fence in a quotation ends with it
        until = _left(lines, seen, until)
    elif prefix.strip():
        until = _outdented(lines, first, len(prefix.expandtabs(4)))
    return Fence(first, until, until, prefix)


def _line(closing: tuple[int, str]) -> int:
    return closing[0]


def _left(lines: Sequence[str], first: int, last: int) -> int:
    """The first of these lines that is in no quotation; `last` where all are."""
    outside = (n for n in range(first, last) if not lines[n].lstrip().startswith(">"))
    return next(outside, last)


def _outdented(lines: Sequence[str], first: int, margin: int) -> int:
    """The first line that begins left of a fence that is never closed."""
    for n in range(first + 1, len(lines)):
        line = lines[n].expandtabs(4)
        if line.strip() and len(line) - len(line.lstrip()) < margin:
            return n
    return len(lines)
