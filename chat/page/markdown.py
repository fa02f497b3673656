"""A note, or a piece of one, as HTML: headings, lists, tables, quotations, code and paragraphs.

Only what makes notes readable is understood, and all else is shown as it was written. Every
character shown is cut from the source by its offsets, so that quotations are marked exactly, and
escaped in `markup`: no markup of a note, and no link but to the web, gets through.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from chat.page.markup import Extent, marked, text

_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`]*)$")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+")
_ITEM = re.compile(r"([ \t]*)(?:[-*+•][ \t]+|(?P<number>(?=\d{1,3}[.)][ \t])))")
_RULE = re.compile(r" {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t:|-]*-[ \t:|-]*$")
_QUOTE = re.compile(r" {0,3}> ?")
_CELL = re.compile(r"(?:[^|\\]|\\.)+")
# None of them can run over another of its kind, so that a long line takes no long time.
_INLINE = re.compile(
    r"(?<!`)(?P<tick>`{1,3})(?!`)(?P<code>[^`]+)(?P=tick)(?!`)"
    r"|\*\*(?=\S)(?P<bold>[^*]+)\*\*"
    r"|(?<!!)\[(?P<link>[^\[\]]+)\]\((?P<url>https?://[^\s()]+)\)"
)


@dataclass(frozen=True)
class _Line:
    kind: str  # the group it belongs to: lines of one kind in a row make one block
    start: int  # where its content begins, its marker left out
    end: int
    detail: str = ""  # level of a heading; class names of a list item


@dataclass(frozen=True)
class Rendering:
    """One piece of a note: `source` begins at `offset` of the note, as the spans count."""

    source: str
    offset: int = 0
    spans: Sequence[Extent] = ()  # in the order of the note
    after: Mapping[int, str] = field(default_factory=dict)  # as in `markup.marked`
    window: tuple[int, int] | None = None  # offsets in the note; blocks outside are left out

    def html(self) -> str:
        groups = groupby(_lines(self.source), key=lambda line: line.kind)
        blocks = ((kind, list(lines)) for kind, lines in groups)
        return "".join(self._block(kind, lines) for kind, lines in blocks if self._shown(lines))

    def _shown(self, lines: Sequence[_Line]) -> bool:
        if self.window is None:
            return True
        first, last = self.window
        return lines[0].start + self.offset < last and lines[-1].end + self.offset > first

    def _block(self, kind: str, lines: Sequence[_Line]) -> str:
        if kind in ("blank", "rule", "mark"):
            return "<hr>" if kind == "rule" else ""
        if kind == "code":
            return f"<pre><code>{'&#10;'.join(self._plain(line) for line in lines)}</code></pre>"
        if kind == "heading":
            return "".join(f'<h4 class="{line.detail}">{self._inline(line)}</h4>' for line in lines)
        if kind == "table":
            return self._table(lines)
        if kind == "item":
            items = (f'<li class="{item.detail}">{self._inline(item)}</li>' for item in lines)
            return f"<ul>{''.join(items)}</ul>"
        tag = "blockquote" if kind == "quote" else "p"
        return f"<{tag}>{'&#10;'.join(self._inline(line) for line in lines)}</{tag}>"

    def _table(self, lines: Sequence[_Line]) -> str:
        head = len(lines) > 1 and self._is_rule(lines[1])
        rows = []
        for number, line in enumerate(lines):
            tag = "th" if head and number == 0 else "td"
            if not self._is_rule(line):
                cells = _CELL.finditer(self.source, line.start, line.end)
                pieces = (_Line("cell", *cell.span()) for cell in cells if cell[0].strip())
                row = "".join(f"<{tag}>{self._inline(piece)}</{tag}>" for piece in pieces)
                rows.append(f"<tr>{row}</tr>")
        return f'<div class="table"><table>{"".join(rows)}</table></div>'

    def _is_rule(self, line: _Line) -> bool:
        return _TABLE_RULE.match(self.source, line.start, line.end) is not None

    def _inline(self, line: _Line) -> str:
        """Code, bold and links to the web; what stands around them as it is."""
        parts, at = [], line.start
        for match in _INLINE.finditer(self.source, line.start, line.end):
            kind = "link" if match["url"] else match.lastgroup or ""
            start, end = match.span(kind)
            styled = _styled(kind, self._piece(start, end), match["url"])
            parts += [self._piece(at, match.start()), styled, self._behind(end, match.end())]
            at = match.end()
        return "".join(parts) + self._piece(at, line.end)

    def _behind(self, start: int, end: int) -> str:
        """What belongs behind a span that ends with the markup left out from start to end."""
        ends = range(self.offset + start + 1, self.offset + end + 1)
        return "".join(html for key, html in self.after.items() if key in ends)

    def _plain(self, line: _Line) -> str:
        return self._piece(line.start, line.end)

    def _piece(self, start: int, end: int) -> str:
        return marked(self.source[start:end], self.offset + start, self.spans, self.after)


def _styled(kind: str, html: str, url: str | None) -> str:
    if url:
        return f'<a href="{text(url)}" target="_blank" rel="noopener noreferrer">{html}</a>'
    return f"<b>{html}</b>" if kind == "bold" else f"<code>{html}</code>"


def _lines(source: str) -> Iterator[_Line]:
    fence, depth = "", ""  # the mark that opened the fence; the class of the list item above
    for match in _LINE.finditer(source):
        if not match[0]:
            return  # at the very end
        start, end = match.span(1)
        found = _FENCE.match(match[1])
        closes = found and fence and found[1].startswith(fence) and not found[2].strip()
        if closes or (found and not fence):
            fence = "" if closes or not found else found[1]
            yield _Line("mark", start, end)
        elif fence:
            yield _Line("code", start, end)
        else:
            line = _line(match[1], start, end)
            if line.kind == "text" and depth and match[1][:1] in " \t":
                line = _Line("item", line.start, end, f"{depth} more")
            depth = line.detail.partition(" ")[0] if line.kind == "item" else ""
            yield line


def _line(content: str, start: int, end: int) -> _Line:
    """A line outside fences."""
    if not content.strip():
        return _Line("blank", start, end)
    if heading := _HEADING.match(content):
        return _Line("heading", start + heading.end(), end, f"h{len(heading[1])}")
    if _RULE.match(content):
        return _Line("rule", start, end)
    if content.lstrip().startswith("|"):
        return _Line("table", start, end)
    if quote := _QUOTE.match(content):
        return _Line("quote", start + quote.end(), end)
    if item := _ITEM.match(content):
        depth = min(len(item[1].expandtabs(4)) // 2, 5)
        numbered = "" if item["number"] is None else " numbered"
        return _Line("item", start + item.end(), end, f"depth{depth}{numbered}")
    return _Line("text", start + len(content) - len(content.lstrip()), end)
