"""Lines of Org and reStructuredText as the lines of Markdown that look the same.

A line that is written anew ends as it did, and its offset is moved with it.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from chat.page.note.lines import Line

_BEGIN = re.compile(r"[ \t]*#\+begin_(?:src|example|export)\b[ \t]*(\w*)", re.I)
_END = re.compile(r"[ \t]*#\+end_", re.I)
_KEYWORD = re.compile(r"[ \t]*#\+(\w+):[ \t]*(\S.*)$")
_QUIET = re.compile(r"[ \t]*(?:#(?:[ \t]|\+|$)|:[\w-]+:(?:[ \t]|$))")
_STARS = re.compile(r"\*+(?=[ \t])")
_FIELD = re.compile(r":([^\W_][\w -]{0,39}):[ \t]+(\S.*)$")
_RULE = re.compile(r"([!-/:-@\[-`{-~])\1{2,}[ \t]*$")
_DIRECTIVE = re.compile(r"[ \t]*\.\.(?:[ \t]+([\w-]+)::[ \t]*(.*)|[ \t].*|)$")
_CODE = frozenset("code code-block sourcecode parsed-literal math literalinclude".split())
_FENCE = Line("```", -1)


def as_markdown(path: str, lines: Sequence[Line]) -> list[Line]:
    """Those of another kind of file as they are."""
    suffix = path.lower().rpartition(".")[2]
    if suffix == "org":
        return _with_fields(lines, _KEYWORD, _of_org)
    return _with_fields(lines, _FIELD, _of_rst) if suffix == "rst" else list(lines)


def _with_fields(
    lines: Sequence[Line],
    pattern: re.Pattern[str],
    reader: Callable[[Sequence[Line]], Iterator[Line]],
) -> list[Line]:
    """What the note says of itself first, as front matter."""
    begins = lines[0].offset == 0 if lines else False
    said = [
        Line(f"{match[1].lower()}: {match[2]}", line.offset)
        for line in lines[: 40 * begins]
        if (match := pattern.match(line.text))
    ]
    rest = [line for line in lines if line.offset not in {one.offset for one in said}]
    front = [Line("---", 0), *said, Line("---", -1)] if said else []
    return [*front, *reader(rest)]


def _ending(line: Line, start: str, end: str) -> Line:
    """`end` is the end of the line, behind another start."""
    return Line(start + end, line.offset + len(line.text) - len(start) - len(end))


def _of_org(lines: Sequence[Line]) -> Iterator[Line]:
    code = False
    for line in lines:
        if code or (begin := _BEGIN.match(line.text)) is None:
            if code and _END.match(line.text):
                code = False
                yield _FENCE
            elif code:
                yield line
            elif stars := _STARS.match(line.text):
                level = "#" * min(len(stars.group()), 6)
                yield _ending(line, level, line.text[stars.end() :])
            elif not _QUIET.match(line.text):
                yield Line(line.text.replace("+", "|"), line.offset) if _is_rule(line) else line
        else:
            code = True
            yield Line(f"```{begin[1]}", -1)


def _is_rule(line: Line) -> bool:
    return re.match(r"[ \t]*\|[-+|]+\|?[ \t]*$", line.text) is not None


def _of_rst(lines: Sequence[Line]) -> Iterator[Line]:
    n = 0
    while n < len(lines):
        line = lines[n]
        below = lines[n + 1].text if n + 1 < len(lines) else ""
        directive = _DIRECTIVE.match(line.text)
        if _RULE.match(line.text) and n + 2 < len(lines) and lines[n + 2].text == line.text:
            yield from (_ending(lines[n + 1], "# ", lines[n + 1].text.strip()), Line("", -1))
            n += 3
        elif line.text[:1].strip() and not _RULE.match(line.text) and _RULE.match(below):
            level = {"=": "#", "-": "##"}.get(below[0], "###")
            yield from (_ending(line, f"{level} ", line.text), Line("", -1))
            n += 2
        elif directive or line.text.rstrip().endswith("::"):
            last = _indented(lines, n + 1)
            yield from _directed(line, lines[n + 1 : last], directive)
            n = last
        else:
            yield line
            n += 1


def _indented(lines: Sequence[Line], first: int) -> int:
    """The line after those that are indented or empty, and not after the last empty ones."""
    n = last = first
    while n < len(lines) and (not lines[n].text.strip() or lines[n].text[0].isspace()):
        n += 1
        last = n if lines[n - 1].text.strip() else last
    return last


def _directed(line: Line, below: Sequence[Line], directive: re.Match[str] | None) -> Iterator[Line]:
    name, said = (directive[1] or "", directive[2] or "") if directive else ("code", "")
    own = [one for one in below if not _option(one)]
    while own and not own[0].text.strip():
        own = own[1:]
    margin = min((len(o.text) - len(o.text.lstrip()) for o in own if o.text.strip()), default=0)
    own = [one.from_column(min(margin, len(one.text))) for one in own]
    if name in _CODE:
        yield from () if directive else (line, Line("", -1))
        yield from (Line(f"```{said}", -1), *own, _FENCE)
    elif name:
        first = [_ending(line, "> ", said)] if said else []
        yield from (Line(f"> [!{name}]", -1), *first)
        yield from (Line(f"> {one.text}", one.offset - 2) for one in own)
        yield Line("", -1)


def _option(line: Line) -> bool:
    return re.match(r"[ \t]+:[\w -]+:([ \t]|$)", line.text) is not None
