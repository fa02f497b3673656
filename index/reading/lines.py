"""Lines of paragraphs, and what is made of them: text, items, headings, code."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from index.reading.frame import Frame
from index.reading.headings import TERM_LEVEL, hashed, numbered, shown
from index.reading.hidden import Extent, is_tags
from index.reading.leads import announces, entitles, is_link, titles
from index.reading.marks import ITEM, Run, is_labelled
from index.reading.outline import Leaf, Scope
from index.reading.parsed import Parsed
from index.reading.wraps import goes_on

_QUESTION = re.compile(r"[*_]*(?:Q|질문)\s*\d*\s*[.:)]", re.I)
_ANSWER = re.compile(r"[*_]*(?:A|답변?)\s*\d*\s*[.:)]", re.I)
_BOX = re.compile(r"\[[ xX/>!?~-]\]\s+")
_CALLOUT = re.compile(r"\[![\w-]+[^\]]*\][+-]?")
_NUMBER = re.compile(r"\d{1,9}[.)]")
_LOOK = 6  # lines ahead, to see whether they have labels
_RULE = re.compile(r"[ \t>]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?\s*")
_BARE = re.compile(r"^ {0,3}#{2,6}[^#\s]", re.M)


class Lines(Frame):
    """Adds to an outline what stands in lines, given by number and content."""

    def __init__(self, text: str, parsed: Parsed) -> None:
        super().__init__(text, parsed)
        self._least = _least(parsed)

    def paragraph(self, first: int, contents: Sequence[str]) -> None:
        scope, own = self.scopes[-1], Run()
        if scope.hint >= 0 and len(contents) > 1:
            name = self.outline.leaves[scope.hint]
            if titles(self.masked[name.start : name.end], contents):
                own.titles.append(scope.hint)
        scope.lead, scope.said, scope.hint = own.titles[-1] if own.titles else -1, -1, -1
        before = self.outline.last
        for n, start, end in self._sentences(first, contents):
            if self.masked[start] == "|":
                self._add_row(n, scope, own)
            else:
                self._add_line(n, start, end, scope, own)
        self._end_run(own)
        self._end_table(own)
        self._end_titles(own, before)

    def _sentences(self, first: int, contents: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        """Lines, by number, and the extent of each with those that its sentence goes on in."""
        going: tuple[int, int, int] | None = None
        for n, content in enumerate(contents, start=first):
            extent = None if n in self.fences else self.extent(n, content)
            if going and (not extent or not self._goes_on(n, going[1], extent)):
                yield going
                going = None
            if n in self.fences:
                self.add_fence(n)
            elif extent and n not in self.parsed.defined and not self._is_no_text(n, *extent):
                going = (*going[:2], extent[1]) if going else (n, *extent)
        if going:
            yield going

    def _goes_on(self, n: int, start: int, extent: Extent) -> bool:
        """No mark of a quotation may stand between."""
        if self.masked[self.lines[n][0] : extent[0]].strip() or self.masked[start] == "|":
            return False
        above, end = self.lines[n - 1]
        before = self.masked[max(start, above) : end].rstrip("\r\n")
        return goes_on(before, self.masked[slice(*extent)])

    def _is_no_text(self, n: int, start: int, end: int) -> bool:
        """A heading, which is added, or tags, or the mark of an empty item."""
        scope, line = self.scopes[-1], self.masked[start:end]
        if scope.kind == "blockquote" and _CALLOUT.search(self.text[self.lines[n][0] : start]):
            self.add_heading(TERM_LEVEL + scope.depth, shown(line), n, n + 1)
            return True
        if scope.kind in ("all", "blockquote") and self._is_heading(n, line):
            return True
        return (line[0] == "#" and is_tags(line)) or _NUMBER.fullmatch(line) is not None

    def _is_heading(self, n: int, line: str) -> bool:
        if line[0] == "#":
            found = hashed(line, self._least)
            if found:
                self.add_heading(found[0], shown(found[1]), n, n + 1)
            return found is not None
        level = numbered(line) if line[0].isdigit() else None
        if level:
            self.add_heading(level, shown(line), n, n + 1)
        return level is not None

    def _add_line(self, n: int, start: int, end: int, scope: Scope, own: Run) -> None:
        line = self.line(n)
        lazy = scope.kind == "list_item" and not scope.fresh and line[:1] not in (" ", "\t", ">")
        if lazy:
            self._leave_lists()
        indent = start - self.lines[n][0]
        item = self._item(start, end, bool(own.items) or lazy)
        if not item and own.items and indent <= own.items[-1][0]:
            self._end_run(own)
        start = item.end() if item else start
        box = _BOX.match(self.masked, start, end) if item or scope.fresh else None
        start = box.end() if box else start
        branch = item is not None and item["branch"] is not None
        opens = scope.said < 0 and not item
        if item and own.titles and scope.lead == own.titles[-1]:
            scope.lead = -1
        outer = scope.said if branch and scope.said >= 0 else scope.above
        if item and not own.items:
            own.under = scope.hint if scope.lead < 0 else -1
        outer = own.under if item and own.under >= 0 else outer
        above = own.above(indent, branch) if item or own.levels else -1
        above = above if above >= 0 else self._asked(start, end, outer)
        labelled = scope.kind == "dd" or self._is_labelled(n, start, end)
        kind = "item" if item or scope.fresh or labelled else "text"
        if not self.add("link" if is_link(self.masked[start:end]) else kind, start, end, above):
            return
        if item:
            own.add(indent, self.outline.last, branch)
        else:
            scope.said = self.outline.last
        if scope.fresh and not item:
            scope.anchor, scope.fresh = self.outline.last, False
            if len(self.scopes) > 1:
                self.scopes[-2].items.append(self.outline.last)
        self._lead(n, self.masked[start:end], scope, own, opens or bool(item), lazy)

    def _lead(self, n: int, line: str, scope: Scope, own: Run, begins: bool, lazy: bool) -> None:
        """What comes next may stand under the line that was added."""
        last, below = self.outline.last, self._below(n)
        before_item = bool(below) and ITEM.match(below[0]) is not None
        named = (begins or before_item) and entitles(line)
        title = begins and scope.lead < 0 and not lazy and titles(line, below)
        if line[-1] in ":：" or title:
            scope.lead = last
            own.titles += [last] * title
        if lazy and (line[-1] in ":：" or (named and before_item)):
            self._leave_lists(last)
        hints = scope.kind != "list_item" and (named or announces(line))
        scope.hint = last if hints else -1

    def _below(self, n: int) -> list[str]:
        """What the next lines of the same paragraph say."""
        last = min(n + 1 + _LOOK, len(self.lines))
        return list(takewhile(bool, (self.line(k).strip(" \t>\r\n") for k in range(n + 1, last))))

    def _add_row(self, n: int, scope: Scope, own: Run) -> None:
        """Of a table that no parser takes for one, as below an item: it has a head where a rule is
        below its first row.
        """
        below = self.line(n + 1) if n + 1 < len(self.lines) else ""
        is_head = own.head < 0 and _RULE.fullmatch(below) is not None
        kind, above = ("head", scope.above) if is_head else ("row", max(own.head, scope.above))
        if self.add(kind, *self.row(n), above) and is_head:
            own.head, own.table = self.outline.last, self.bar(n)

    def _end_table(self, own: Run) -> None:
        if 0 <= own.head < self.outline.last:
            self.outline.tables.append((own.table, self.outline.leaves[-1].end))

    def _end_titles(self, own: Run, before: int) -> None:
        """What a line names is a list, whatever marks its lines have."""
        below: dict[int, list[Leaf]] = {title: [] for title in own.titles}
        for leaf in self.outline.leaves[before + 1 :] if below else ():
            below.get(leaf.above, []).append(leaf)
        for leaves in below.values():
            if len(leaves) > 1:
                self.outline.lists.append((leaves[0].start, leaves[-1].end))

    def _item(self, start: int, end: int, follows: bool) -> re.Match[str] | None:
        """`다.` is one after others; else it ends a sentence that began in the line above."""
        item = ITEM.match(self.masked, start, end)
        return None if item and item.group().startswith("다.") and not follows else item

    def _asked(self, start: int, end: int, other: int) -> int:
        """The question line that this answer stands right below, or the other place."""
        last = self.outline.last
        if last < 0 or not _ANSWER.match(self.masked, start, end):
            return other
        above = self.outline.leaves[last]
        between = self.masked[above.end : start].strip(" \t\r\n*_>")
        asks = _QUESTION.match(self.masked, above.start, above.end)
        return last if asks and not between else other

    def _is_labelled(self, n: int, start: int, end: int) -> bool:
        n += 1 + self.masked.count("\n", start, end)
        after = self.line(n).strip() if n < len(self.lines) else ""
        return is_labelled(self.masked[start:end], after)

    def _end_run(self, own: Run) -> None:
        """Of items with marks of their own; one is enough below the line that it belongs to."""
        indents = [indent for indent, _ in own.items]
        if indents:
            above = self.outline.leaves[own.items[0][1]].above
            least = 1 if 0 <= above == self.scopes[-1].said else 2
            if indents.count(min(indents)) >= least:
                self.end_list(Scope("list", 0, items=[leaf for _, leaf in own.items]), least)
        own.items.clear()
        own.levels.clear()

    def _leave_lists(self, lead: int = -1) -> None:
        """A parser takes a line that is not indented for more of the item above, and items below it
        for more of the same list; people do not. `lead` is the leaf of a line that announces them.
        """
        for scope in self.scopes:
            if scope.kind.endswith("list"):
                self.end_list(scope)
            scope.anchor, scope.lead = lead if scope.kind.endswith("list") else -1, -1


def _least(parsed: Parsed) -> int:
    """Words behind a hash that touches the first, for a heading: a note that writes others with a
    space has none, unless all of those are deeper and some do without.
    """
    spaced = [token.tag for token in parsed.tokens if token.markup[:1] == "#" and not token.level]
    bare = _BARE.search(parsed.masked) is not None
    if "h1" in spaced or (spaced and not bare):
        return 0
    return 1 if bare else 2
