"""Sentences of a line: none is cut inside code, a link, a formula, quotation, brackets or a tag."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

# After these a sentence goes on, after the others before a number: `Fig. 3 참고`, `No. 7`.
_SHORT = r"ex etc vs cf approx et\sal fig figs eq eqs prof dr mr mrs".split()
_NUMBERED = "no nos vol sec ch chap tab ref refs thm pp".split()


def _behind(words: Sequence[str]) -> str:
    """Small or capitalised, for `DR.` and `EX.` are other words."""
    return "|".join(rf"(?<=\b(?:{word}|{word.capitalize()})\.)" for word in words)


# A sentence ends at its mark and a space; not after a number (`1. `), an initial or `e.g.`.
_END = re.compile(
    rf"(?<=[^\d\s][.!?。])(?<!\b[A-Za-z]\.)(?!{_behind(_SHORT)})(?!(?:{_behind(_NUMBERED)})\s+[(\d])"
    r"(?:[\"'”’)*_~]|==|</\w{1,10}>)*(?:\s+|<br\s*/?>\s*)|<br\s*/?>\s*"
)
_WHOLE = re.compile(
    r"(?P<code>(?<!`)(`{1,3})(?!`)[^`]+(?<!`)\2(?!`))"
    r"|!?\[\[[^\[\]]*\]\]|!?\[[^\[\]]*\]\([^()]*(?:\([^()]*\)[^()]*)*\)"
    r"|\$\$[^$]+\$\$|(?<![\w$\\])\$(?![\s\d$])[^$]+(?<!\s)\$(?!\w)|\\\([^()]*\\\)"
    r"|<(?!br\b)/?[a-zA-Z][^<>]*>|<https?://[^<>\s]*>"
    r"|(?<=\S)\([^()\n]{1,200}\)|“[^“”]*”|‘[^‘’]*’|「[^「」]*」|『[^『』]*』|《[^《》]*》|(?<!\w)\"[^\"]*\"(?!\w)"
)
_OPENING = re.compile(r"[(`\[$\\<“‘「『《\"]")


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Extents that together are the whole of it."""
    piece = text[start:end]
    inside = [m.span() for m in _WHOLE.finditer(piece)] if _OPENING.search(piece) else []
    starts = [first for first, _ in inside]
    first = 0
    for match in _END.finditer(piece):
        place = bisect_right(starts, match.start() - 1) - 1
        if place >= 0 and match.start() < inside[place][1]:
            # The mark is the last thing in a quotation, and what follows is a sentence.
            continue
        yield start + first, start + match.end()
        first = match.end()
    yield start + first, end
