"""Markdown in its dialects: the outline of what a CommonMark parser has seen."""

import re
from collections.abc import Callable, Sequence
from itertools import count
from typing import TYPE_CHECKING

from index.reading.fences import Fence
from index.reading.headings import TERM_LEVEL, is_name, is_title, shown, term
from index.reading.hidden import Extent
from index.reading.lines import Lines
from index.reading.marks import BULLET
from index.reading.markup import pieces
from index.reading.outline import Outline, Scope
from index.reading.parsed import Parsed, parse
from index.reading.webpage import add_pieces

if TYPE_CHECKING:
    from markdown_it.token import Token

_PROSE = re.compile(r"[가-힣][.!?]?$")
_CALLOUT = re.compile(r"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*(?<=>)[ \t]*\[![^\]]*\][+-]?")
_BELOW_TERM = frozenset(
    "paragraph_open bullet_list_open ordered_list_open fence code_block table_open math_block "
    "blockquote_open".split()
)
_SCOPES = frozenset(
    "bullet_list ordered_list list_item blockquote dl dd footnote_reference".split()
)


def outline_of(
    text: str,
    start: int = 0,
    hidden: Sequence[Extent] = (),
    code: Sequence[Fence] | None = None,
) -> Outline:
    """Of the text from `start` on, without the `hidden` extents; `code` is what another dialect
    has in the place of fences.
    """
    reader = _Markdown(text, parse(text, start, hidden, code))
    reader.read()
    return reader.outline


class _Markdown(Lines):
    """Goes through the tokens, each of which tells its lines."""

    def __init__(self, text: str, parsed: Parsed) -> None:
        super().__init__(text, parsed)
        self.tokens = parsed.tokens
        self.done = 0  # lines that have been read
        self.next_term: tuple[str, int] | None = None  # content and line, at this definition's end

    def read(self) -> None:
        handlers: dict[str, Callable[[int, int, int], None]] = {
            "paragraph_open": self._paragraph,
            "heading_open": self._heading,
            "dt_open": self._definition_term,
            "code_block": self._indented,
            "math_block": self._math,
            "math_block_label": self._math,
            "html_block": self._html,
            "table_open": self._table,
        }
        for place, token in enumerate(self.tokens):
            kind, _, side = token.type.rpartition("_")
            if kind in _SCOPES and side in ("open", "close"):
                self._enter(kind, token) if side == "open" else self._leave()
            elif token.type in handlers and token.map:
                self._reach(token.map[0])
                handlers[token.type](place, *token.map)
                self.done = max(self.done, token.map[1])
        self._reach(len(self.lines))
        self.outline.lists.sort(key=lambda extent: (extent[0], -extent[1]))

    def _reach(self, first: int) -> None:
        """Lines that no token speaks of, as those nested too deep, are read as they are."""
        if self.done < first:
            contents = [self.line(n).strip(" \t>") for n in range(self.done, first)]
            if any(contents):
                self.paragraph(self.done, contents)

    def _enter(self, kind: str, token: "Token") -> None:
        above = self.scopes[-1]
        end = self.start_of(token.map[1]) if token.map else above.end
        is_list = kind.endswith("list")
        anchor = above.hint if is_list and above.lead < 0 <= above.hint else above.above
        scope = Scope(kind, end, anchor, depth=above.depth + is_list, fresh=kind == "list_item")
        above.lead = above.hint = -1
        self.scopes.append(scope)

    def _leave(self) -> None:
        scope = self.scopes.pop()
        if scope.kind.endswith("list"):
            self.end_list(scope)
        elif scope.kind == "list_item":
            self.scopes[-1].lead = -1
        elif self.next_term:
            self._term(*self.next_term)
            self.next_term = None

    def _paragraph(self, place: int, first: int, last: int) -> None:
        contents = self.tokens[place + 1].content.split("\n")
        if len(contents) > 1 and self._is_above(first, contents):
            first, contents = first + 1, contents[1:]
        elif len(contents) == 1 and self._is_term(place, first, contents[0]):
            return
        if len(contents) > 1 and self._is_next_term(place, last - 1, contents[-1]):
            self.next_term = contents.pop(), last - 1
        self.paragraph(first, contents)

    def _heading(self, place: int, first: int, last: int) -> None:
        """Below a sentence, a rule is a rule."""
        token, contents = self.tokens[place], self.tokens[place + 1].content.split("\n")
        underlined = token.markup in ("=", "-")
        if callout := _CALLOUT.match(self.text, *self.lines[first]):
            self.paragraph(first, [self.masked[callout.end() : self.lines[first][1]]])
        elif underlined and (len(contents) > 1 or not is_title(contents[0])):
            self.paragraph(first, contents)
        else:
            self.add_heading(int(token.tag[1]), shown(contents[0]), first, last)

    def _is_above(self, n: int, contents: Sequence[str]) -> bool:
        """A term on the line above its definition."""
        scope = self.scopes[-1]
        words = term(contents[0]) if contents[0][:1] in ("*", "_", "`") else ""
        if not words or n in self.fences or term(contents[1]):
            return False
        if scope.kind != "all" and not scope.fresh:
            return False
        self.add_heading(TERM_LEVEL + scope.depth, words, n, n + 1)
        scope.fresh = False
        return True

    def _is_term(self, place: int, n: int, content: str) -> bool:
        """A term alone on its line is the heading of the definition below it; in an item only of a
        paragraph, for a list below a term is what the item says.
        """
        scope = self.scopes[-1]
        words = term(content) if content[:1] in ("*", "_", "`") else ""
        after = self.tokens[place + 3 : place + 5]
        if not words or not after or n in self.fences or n in self.parsed.defined:
            return False
        item = scope.kind == "list_item"
        if item and not scope.fresh:
            return False
        if after[0].type not in (("paragraph_open",) if item else _BELOW_TERM):
            return False
        if after[0].type == "paragraph_open" and term(after[1].content):
            return False
        self.add_heading(TERM_LEVEL + scope.depth, words, n, n + 1)
        scope.fresh = False
        return True

    def _is_next_term(self, place: int, n: int, content: str) -> bool:
        """Whether the last line of a definition is the term of the next one; the parser wants a
        blank line before that.
        """
        after = self.tokens[place + 3 : place + 5]
        if [token.type for token in after] != ["dd_close", "dd_open"] or n in self.fences:
            return False
        indents = [len(line) - len(line.lstrip(" \t>")) for line in map(self.line, (n, n + 1))]
        return indents[0] <= indents[1] and is_name(shown(content))

    def _definition_term(self, place: int, first: int, last: int) -> None:
        self._term(self.tokens[place + 1].content, first)

    def _term(self, content: str, n: int) -> None:
        self.add_heading(TERM_LEVEL + self.scopes[-1].depth, shown(content), n, n + 1)
        self.done = n + 1

    def _indented(self, place: int, first: int, last: int) -> None:
        """Prose and items that are only indented are no code, unless there is a comment in it."""
        contents = self.tokens[place].content.rstrip("\n").split("\n")
        prose = any(BULLET.match(c.lstrip()) or _PROSE.search(c.rstrip()) for c in contents)
        comment = any(c.lstrip().startswith("#") for c in contents)
        if any(n in self.fences for n in range(first, last)) or (prose and not comment):
            self.paragraph(first, contents)
        else:
            found = [self.extent(n, c) for n, c in zip(count(first), contents, strict=False)]
            self.add_code([extent for extent in found if extent])

    def _math(self, place: int, first: int, last: int) -> None:
        found = [self.extent(n, self.line(n).lstrip(" \t>")) for n in range(first, last)]
        self.add_code([e for e in found if e and self.text[slice(*e)].strip("$ ")])

    def _html(self, place: int, first: int, last: int) -> None:
        start, end = self.lines[first][0], self.lines[min(last, len(self.lines)) - 1][1]
        add_pieces(self.outline, self.text, pieces(self.masked, start, end), self.scopes[-1])
        self.scopes[-1].hint = -1

    def _table(self, place: int, first: int, last: int) -> None:
        """Lines without a `|` below a table that has them at its ends are no rows of it."""
        bar, scope = self.bar(first), self.scopes[-1]
        head, rows, end = -1, 0, 0
        above = scope.hint if scope.lead < 0 <= scope.hint else scope.above
        for n in (first, *range(first + 2, last)):
            if n in self.fences or (bar >= 0 and "|" not in self.line(n)):
                self.paragraph(n, [self.line(n).strip(" \t>")])
            elif self.add("row" if rows else "head", *self.row(n), head if rows else above):
                head = head if rows else self.outline.last
                rows += 1
                end = self.lines[n][1]
        if rows > 1:
            self.outline.tables.append((bar if bar >= 0 else self.outline.leaves[head].start, end))
        scope.lead = scope.hint = -1
