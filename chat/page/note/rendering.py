"""A note, or lines of it, as it looks: headings, lists, tables, callouts, code, formulas.

Every character shown is cut from the note by its offsets, so that quotations are marked exactly,
and escaped in `markup`; what HTML there is then is cleaned once more.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from chat.page.markup import Extent, say, text
from chat.page.note.dialects import as_markdown
from chat.page.note.inline import Inline, tex
from chat.page.note.lines import (
    Line,
    Places,
    behind_comment,
    cell_places,
    lines_of,
    open_fence,
)
from chat.page.note.links import Links
from chat.page.note.parser import parser
from chat.page.note.raw import clean

CUT = '<p class="cut">⋯</p>'  # where a note goes on that is not shown
_CALLOUT = re.compile(r"\[!([A-Za-z][\w-]*)\][+-]?[ \t]*")
_TASK = re.compile(r"\[([ xX])\][ \t]")
_MATTER = re.compile(r"[\"']?(\w[\w /()-]*)[\"']?[ \t]*[:=][ \t]*(.*)")
_SAME = {
    f"{name}_{side}": f"<{'/' * (side == 'close')}{tag}>"
    for name, tag in {
        "bullet_list": "ul", "table_row": "tr", "thead": "thead", "tbody": "tbody", "tr": "tr",
        "th": "th", "td": "td", "dl": "dl", "dt": "dt", "dd": "dd", "ordered_list": "ol",
    }.items()
    for side in ("open", "close")
} | {
    "table_open": '<div class="table" tabindex="0"><table>', "table_close": "</table></div>",
    "hr": "<hr>", "heading_close": "</h4>", "list_item_close": "</li>",
    "footnote_block_open": '<section class="feet">', "footnote_block_close": "</section>",
    "footnote_close": "</div>",
}  # fmt: skip


@dataclass(frozen=True)
class Rendering:
    """Of lines that need not follow on one another in the note."""

    lines: Sequence[Line]
    spans: Sequence[Extent] = ()  # to be marked, in the order of the note
    links: Links = field(default_factory=Links)

    def html(self) -> str:
        """All of it."""
        if self.links.path.lower().endswith((".html", ".htm")):
            return clean(
                self._inline(self._content(), self.lines).raw(0, len(self._content()), True)
            )
        body, matter = as_markdown(self.links.path, self.lines), ""
        if end := _matter_end(body):
            body, matter = body[end:], _matter(body[: end - 1], self.spans)
        return matter + clean(_Blocks(body, self).html())

    def line(self) -> str:
        """Of one line, which is no list, heading or other block."""
        content = self._content()
        (token,) = parser().parseInline(content)
        return clean(self._inline(content, self.lines).html(token.children or ()))

    def _content(self) -> str:
        return "\n".join(line.text for line in self.lines)

    def _inline(self, content: str, lines: Sequence[Line]) -> Inline:
        return Inline(content, Places.of(content, lines), self.spans, self.links)


class _Blocks:
    """The tokens of the lines in one pass."""

    def __init__(self, lines: Sequence[Line], of: Rendering) -> None:
        self.lines, self.of = lines, of
        self.tokens = parser().parse("\n".join(line.text for line in lines))
        self.column = 0  # behind the last cell of the row
        self.callouts: list[bool] = []

    def html(self) -> str:
        return "".join(self._token(at, token) for at, token in enumerate(self.tokens))

    def _token(self, at: int, token: Token) -> str:
        if token.type.startswith(("paragraph", "blockquote")):
            return self._paragraph(at, token)
        match token.type:
            case "inline":
                return self._content(at, token)
            case "heading_open":
                return f'<h4 class="{token.tag}">'
            case "list_item_open":
                return f'<li value="{token.info}">' if token.info else "<li>"
            case "footnote_open":
                return f'<div><sup class="foot">{text(token.meta["label"])}</sup>'
            case "fence" | "code_block":
                return self._code(token)
            case "html_block":
                return self._part(token).raw(0, len(token.content))
            case "math_block" | "math_block_label":
                part = self._part(token)
                return f'<p class="formula">{part.whole(tex(token.content, True))}</p>'
            case "tr_open":
                self.column = 0
        return _SAME.get(token.type, "")

    def _paragraph(self, at: int, token: Token) -> str:
        if token.type.startswith("blockquote"):
            return self._quote(at, token)
        return "" if token.hidden else f"<{'/' * (token.nesting < 0)}p>"

    def _content(self, at: int, token: Token) -> str:
        children = token.children or []
        part = self._part(token)
        above = self.tokens[at - 2].type if at > 1 else ""
        if self.tokens[at - 1].type in ("th_open", "td_open") and token.map:
            line = self.lines[token.map[0]]
            part.places, self.column = cell_places(token.content, line, self.column)
        elif above == "blockquote_open" and (found := _CALLOUT.match(token.content)):
            return self._callout(part, children, found)
        elif above == "list_item_open" and (found := _TASK.match(token.content)):
            done = found[1] != " "
            box = f'<span class="task{" done" * done}">{_task(done)}</span>'
            return box + part.html(children, found.end())
        return part.html(children)

    def _part(self, token: Token) -> Inline:
        first, last = token.map or (0, 0)
        lines = self.lines[first + (token.type == "fence") : last]
        places = Places.of(token.content, lines)
        return Inline(token.content, places, self.of.spans, self.of.links)

    def _quote(self, at: int, token: Token) -> str:
        if token.nesting < 0:
            return "</div>" if self.callouts.pop() else "</blockquote>"
        inside = self.tokens[at + 2] if at + 2 < len(self.tokens) else token
        found = _CALLOUT.match(inside.content) if inside.type == "inline" else None
        self.callouts.append(found is not None)
        return f'<div class="callout {found[1].lower()}">' if found else "<blockquote>"

    def _callout(self, part: Inline, children: list[Token], found: re.Match[str]) -> str:
        """Its first line is its title."""
        cut = next((n for n, c in enumerate(children) if c.type == "softbreak"), len(children))
        title = part.html(children[:cut], found.end()) or text(found[1].capitalize())
        return f'<b class="title">{title}</b>{part.html(children[cut + 1 :], found.end())}'

    def _code(self, token: Token) -> str:
        words = token.info.split() or [""]
        language = words[0].strip("{}.").lower()
        token.content = token.content.rstrip("\n") if token.type == "fence" else token.content
        name = f'<span class="language">{text(language)}</span>' if language else ""
        return f"<pre>{name}<code>{self._part(token).code(language)}</code></pre>"


def _task(done: bool) -> str:
    return f'<span class="spoken">{say("끝냄", "done") if done else say("할 일", "to do")}</span>'


def _matter_end(lines: Sequence[Line]) -> int:
    """The number of lines of a front matter, its rules included."""
    first = next((n for n, line in enumerate(lines[:9]) if line.text.strip()), 0)
    rule = lines[first].text.rstrip() if lines and lines[0].offset == 0 else ""
    if rule not in ("---", "+++"):
        return 0
    closing = (rule, "...") if rule == "---" else (rule,)
    ends = (
        n for n, line in enumerate(lines[:90], 1) if n > first + 1 and line.text.rstrip() in closing
    )
    return next(ends, 0)


def _matter(lines: Sequence[Line], spans: Sequence[Extent]) -> str:
    """Its names and values, as a line above the note; what is quoted of it marked."""
    found: list[tuple[str, list[str], int]] = []
    for line in lines:
        value = line.text.strip(" \t-\"'[],")
        if match := _MATTER.match(line.text):
            found.append((match[1].strip(), [match[2].strip(" \t\"'[]")], line.offset))
        elif found and value:
            found[-1][1].append(value)
    quoted = {span.start for span in spans}
    rows = []
    for name, values, offset in found:
        if told := ", ".join(value for value in values if value):
            row = f"<b>{text(name)}</b> {text(told)}"
            rows.append(f"<span>{f'<mark>{row}</mark>' if offset in quoted else row}</span>")
    return f'<p class="matter">{"".join(rows)}</p>' if rows else ""


def whole(source: str, spans: Sequence[Extent], links: Links, window: tuple[int, int]) -> str:
    """A note from the paragraph on that holds the window's start, to the window's end; comments
    are left out as a whole.
    """
    lines = lines_of(source)
    window = (behind_comment(source, window[0]), behind_comment(source, window[1]))
    first = max((n for n, line in enumerate(lines) if line.offset <= window[0]), default=0)
    while first and lines[first - 1].text.strip():
        first -= 1
    if (end := behind_comment(source, lines[first].offset)) > lines[first].offset:
        first = next((n for n, line in enumerate(lines) if line.offset >= end), first)
    fence = [Line(opened, -1)] if (opened := open_fence(lines[:first])) else []
    seen = [line for line in lines[first:] if line.offset < window[1]]
    before = CUT if first else ""
    after = CUT if first + len(seen) < len(lines) else ""
    return before + Rendering([*fence, *seen], spans, links).html() + after


def passage(
    source: str, offset: int, fence: str, spans: Sequence[Extent], links: Links | None = None
) -> str:
    """A piece of a note that begins at `offset` of it, inside of the fence if there is one."""
    lines = lines_of(source, offset)
    opened = [Line(fence, -1)] if fence else []
    return Rendering([*opened, *lines], spans, links or Links()).html()
