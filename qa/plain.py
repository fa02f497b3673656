"""A quotation without the marks of Markdown and HTML, for a terminal."""

import re
from html import unescape

from index.passages.chunks import MARKUP
from index.passages.units import units
from qa.answers import Hit, Span
from qa.margins import crumbs, flush

# None of them can run over another of its kind, so that a long line takes no long time.
_MARKS = [
    (re.compile(r"%%[^%]*%%|<!--.*?-->|\[\^[^\]\s]+\]:?"), ""),
    (re.compile(r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]"), r"\1"),
    (re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)"), r"\1"),
    (re.compile(r"\*\*(?=\S)([^*]+)(?<=\S)\*\*"), r"\1"),
    (re.compile(r"(__|~~|==)(?=\S)([^_~=]+)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![*\w\\])\*(?=[^\s*])([^*]+)(?<=[^\s\\])\*(?!\*)"), r"\1"),
    (re.compile(r"\$\$?(?=[^\s$\d])([^$]+)(?<=\S)\$\$?(?!\d)"), r"\1"),
    (re.compile(r"\\([*_~`$\[\]|#\\])"), r"\1"),
]
_CODE = re.compile(r"(`+)([^`]+)\1")
_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[ \t>|:-]*-[ \t>|:-]*$")
_BETWEEN = " · "  # the cells of a row


def shown(hit: Hit, span: Span) -> tuple[str, str]:
    """What the span stands under, see `qa.margins.crumbs`, and the span itself."""
    said = as_text(hit, span.text, span.start)
    return crumbs((as_text(hit, text, start) for text, start, _ in span.above), said), said


def as_text(hit: Hit, text: str, start: int) -> str:
    """A piece of the hit, or of what that stands under, that begins at `start` of the note; rows of
    a table without bars: `코드 · 뜻`, and the lines without their margin.
    """
    end = start + len(text)
    text = flush(text, hit.margin(start))
    own = units(hit.text, hit.layout)
    is_head = start < hit.start and text.startswith("|")
    if not (is_head or any(unit.row and start <= hit.start + unit.start < end for unit in own)):
        return plain(text)
    lines = (line for line in text.splitlines() if not _RULE.match(line))
    return "\n".join(plain(_row(line)) if "|" in line else plain(line) for line in lines)


def _row(line: str) -> str:
    """Cells keep their places: an empty one is `–`."""
    cells = _BAR.split(line.strip().removeprefix("|").removesuffix("|"))
    return _BETWEEN.join(cell.strip().replace("\\|", "|") or "–" for cell in cells)


def plain(quoted: str) -> str:
    """`**격리** 수준은 $x^2$` -> `격리 수준은 x^2`; what stands between ticks is left as it is."""
    parts, at = [], 0
    for match in _CODE.finditer(quoted):
        parts += [_bare(quoted[at : match.start()]), match[2]]
        at = match.end()
    return "".join([*parts, _bare(quoted[at:])])


def _bare(text: str) -> str:
    if "<" in text or "&" in text:
        text = unescape(re.sub(r" {2,}", " ", MARKUP.sub(_space, text)))
    for pattern, kept in _MARKS:
        text = pattern.sub(kept, text)
    return text


def _space(tag: re.Match[str]) -> str:
    """Between words of different cells or lines there is one."""
    return " " if re.match(r"</?(?:td|th|tr|br|li|p|div)\b", tag.group()) else ""
