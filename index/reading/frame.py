"""The outline of a text while it is being made, and what is added to it by lines."""

import re
from collections.abc import Sequence

from index.reading.headings import Heading
from index.reading.hidden import Extent
from index.reading.outline import Leaf, Outline, Scope
from index.reading.parsed import DOT, Parsed

_MARK = re.compile(r"(?:[-*+]|\(?\d{1,9}[.)])[ \t]+(?:\[.\]\s+)?$")
_BAR = re.compile(r"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*\|")


class Frame:
    """Lines are given by number."""

    def __init__(self, text: str, parsed: Parsed) -> None:
        self.text, self.parsed = text, parsed
        self.masked, self.lines, self.fences = parsed.masked, parsed.lines, parsed.fences
        self.outline = Outline()
        self.scopes = [Scope("all", len(text))]

    def line(self, n: int) -> str:
        return self.masked[slice(*self.lines[n])]

    def start_of(self, n: int) -> int:
        return self.lines[n][0] if n < len(self.lines) else len(self.text)

    def extent(self, n: int, content: str) -> Extent | None:
        """Where the content stands, which is the end of line n."""
        content = content.strip()
        start, _ = self.lines[n]
        line = self.line(n).rstrip()
        first = len(line) - len(content)
        if not line.endswith(content) and line[first:] != content.replace(DOT, "."):
            first = len(line) - len(line.lstrip(" \t>"))
        return (start + first, start + len(line)) if content and first < len(line) else None

    def row(self, n: int) -> Extent:
        """A row's extent without the marks at its ends."""
        start, end = self.lines[n]
        bar = self.bar(n)
        line = self.masked[bar if bar >= 0 else start : end]
        first = end - len(line.lstrip(" \t>|"))
        return first, max(end - len(line) + len(line.rstrip(" \t|")), first)

    def bar(self, n: int) -> int:
        """Where a row begins with one, also the first of an item; -1 where it does not."""
        match = _BAR.match(self.masked, *self.lines[n])
        return match.end() - 1 if match else -1

    def add_fence(self, n: int) -> None:
        fence = self.fences[n]
        depth = fence.prefix.count(">")
        extents = []
        for k in range(fence.first + 1, fence.code_end) if n == fence.first else ():
            start, end = self.lines[k]
            quoted = re.compile(rf"(?:[ \t]*>){{0,{depth}}}\s*").match(self.text, start, end)
            start = quoted.end() if quoted else start
            if start < end:
                extents.append((start, start + len(self.text[start:end].rstrip())))
        self.add_code(extents)

    def add_code(self, extents: Sequence[Extent]) -> None:
        scope = self.scopes[-1]
        for start, end in extents:
            self.outline.add(self.text, Leaf("code", start, end, scope.above))
        if extents:
            self.outline.blocks.append((extents[0][0], extents[-1][1]))
            scope.lead = scope.hint = -1

    def add(self, kind: str, start: int, end: int, above: int) -> bool:
        return self.outline.add(self.text, Leaf(kind, start, end, above), self.parsed.hidden)

    def add_heading(self, level: int, text: str, first: int, last: int) -> None:
        """Of lines `first` up to `last`; inside of a list or quotation it holds no further."""
        scope = self.scopes[-1]
        until = -1 if scope.kind == "all" else scope.end
        start, end = self.start_of(first), self.start_of(last)
        self.outline.headings.append(Heading(level, text, start, end, until))
        scope.anchor = scope.lead = scope.said = scope.hint = -1

    def end_list(self, scope: Scope, least: int = 2) -> None:
        """Its extent, from the mark of its first item on, where it has so many."""
        if len(scope.items) >= least:
            first, last = (self.outline.leaves[k] for k in (scope.items[0], self.outline.last))
            line = (
                max(
                    self.masked.rfind("\n", 0, first.start), self.masked.rfind("\r", 0, first.start)
                )
                + 1
            )
            before = self.masked[line : first.start]
            mark = _MARK.search(before)
            start = line + (mark.start() if mark else len(before) - len(before.lstrip(" \t>")))
            ends = [end for _, end in self.outline.blocks[-1:]]
            self.outline.lists.append((start, max([last.end, *ends])))
        scope.items = []
