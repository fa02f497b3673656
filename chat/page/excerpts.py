"""A span alone, as its bubble shows it: with what it stands under, and without what is around."""

import re
from collections.abc import Sequence

from chat.page.note.lines import Line, lines_of, open_fence
from chat.page.note.links import Links
from chat.page.note.rendering import Rendering, passage
from qa import Hit, Span

_FOOTNOTE = re.compile(r"\[\^[^\]]+\]:[ \t]*")
_RULE = re.compile(r"\|?[ \t:|-]*-[ \t:|-]*$")


def excerpt(hit: Hit, span: Span, links: Links) -> str:
    """A sentence with its `REPEATABLE READ › `; a list, a block of code or rows of a table as
    such.
    """
    lines = lines_of(hit.text, hit.start)
    own = [line for line in lines if line.offset < span.end and _end(line) > span.start]
    before = [line for line in lines if line.offset < span.start]
    if opened := open_fence(before, hit.fence):
        code = [Line(opened, -1), *_flush(span)]
        return Rendering(code, (), links).html()
    if sum(line.text.strip() == "$$" for line in before) % 2:
        formula = [Line("$$", -1), *_flush(span), Line("$$", -1)]
        return Rendering(formula, (), links).html()
    if own and own[0].text.lstrip().startswith("|"):
        return Rendering(_table(lines, own, _outer_head(hit, span)), (), links).html()
    if len(own) > 1:
        crumbs = _crumbs(span, links)
        above = f'<p class="above">{crumbs}</p>' if crumbs else ""
        return above + Rendering(_flush(span), (), links).html()
    label = _FOOTNOTE.match(span.text)
    alone = Line(span.text, span.start).from_column(label.end() if label else 0)
    return f"<p>{_crumbs(span, links)}{Rendering([alone], (), links).line()}</p>"


def around(hit: Hit, spans: Sequence[Span], links: Links) -> str:
    """The passage, with what is quoted of it marked."""
    return passage(hit.text, hit.start, hit.fence, spans, links)


def _end(line: Line) -> int:
    return line.offset + len(line.text)


def _crumbs(span: Span, links: Links) -> str:
    told = (
        Rendering([Line(text.rstrip(" :："), start)], (), links).line()
        for text, start, _ in span.above
    )
    return "".join(f'<span class="above">{crumb} › </span>' for crumb in told)


def _flush(span: Span) -> list[Line]:
    kept = lines_of(span.flush)
    lines = zip(lines_of(span.text, span.start), kept, strict=False)
    return [line.from_column(len(line.text) - len(left.text)) for line, left in lines]


def _outer_head(hit: Hit, span: Span) -> Line | None:
    """Of a table that begins before the passage."""
    heads = (Line(text, start) for text, start, _ in span.above if start < hit.start)
    return next((line for line in heads if line.text.startswith("|")), None)


def _table(lines: Sequence[Line], own: Sequence[Line], outer: Line | None) -> list[Line]:
    """The rows below the head of their table."""
    if len(own) > 1 and _RULE.match(own[1].text.strip()):
        return list(own)
    first = lines.index(own[0])
    while first and lines[first - 1].text.lstrip().startswith("|"):
        first -= 1
    headed = _RULE.match(lines[first + 1].text.strip()) if first + 1 < len(lines) else None
    columns = max(own[0].text.replace("\\|", "").strip().strip("|").count("|") + 1, 1)
    blank = outer or Line("|" + " |" * columns, -1)  # a table has a head
    rows = [line for line in own if line != lines[first] or not headed]
    return [lines[first] if headed else blank, Line("|" + "---|" * columns, -1), *rows]
