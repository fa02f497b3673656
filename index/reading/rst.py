"""reStructuredText: the source is the file itself; its headings and directives are found here, the
rest reads as Markdown does.
"""

import re

from index.reading.document import Document
from index.reading.fences import Fence, lines_of
from index.reading.headings import Heading, shown
from index.reading.markdown import outline_of
from index.reading.matter import Matter, Value

_RULE = re.compile(r"([!-/:-@\[-`{-~])\1{2,}[ \t]*$")
_DIRECTIVE = re.compile(r"([ \t]*)\.\.(?:[ \t]+([\w-]+)::|[ \t]|$)")
_CODE = frozenset("code code-block sourcecode parsed-literal math literalinclude".split())
_TEXT = frozenset(
    "note warning tip important hint attention caution danger admonition seealso".split()
)
_OPTION = re.compile(r"[ \t]*:[\w -]+:([ \t]|$)")
_FIELD = re.compile(r":(title|date|tags|author):[ \t]+(.+?)[ \t]*$", re.I)
_ROLE = re.compile(r":[\w:-]+:`([^`<]+)(?:<[^`>]*>)?`|`([^`<]+)<[^`>]*>`_{1,2}|``?([^`]+)``?_{0,2}")


def read_rst(text: str, encoding: str) -> Document:
    lines = lines_of(text)
    texts = [text[a:b] for a, b in lines]
    headings: list[Heading] = []
    hidden: list[tuple[int, int]] = []
    code: list[Fence] = []
    fields: dict[str, Value] = {}
    levels: list[str] = []
    n = 0
    while n < len(lines):
        size = _title(texts, n)
        if size:
            rule = texts[n + size - 1].strip()[0]
            style = f"{rule}{size}"
            if style not in levels:
                levels.append(style)
            words = shown(_plain(texts[n + size - 2].strip()))
            after = lines[n + size][0] if n + size < len(lines) else len(text)
            headings.append(Heading(min(levels.index(style) + 1, 6), words, lines[n][0], after))
            hidden.append((lines[n][0], lines[n + size - 1][1]))
            n += size
            continue
        if match := _DIRECTIVE.match(texts[n]):
            n = _directive(lines, texts, n, match, hidden, code)
            continue
        if match := _FIELD.match(texts[n]):
            fields[match[1].lower()] = match[2]
            hidden.append(lines[n])
        elif texts[n].rstrip().endswith("::") and (last := _indented(texts, n)) > n + 1:
            code.append(Fence(n + 1, last, last, ""))
            n = last
            continue
        n += 1
    outline = outline_of(text, 0, hidden, code)
    outline.headings = headings
    return Document(text, encoding, outline, Matter(fields))


def _title(texts: list[str], n: int) -> int:
    """How many lines it has, 2, or 3 with a rule above; 0 for none."""
    if n + 1 < len(texts) and texts[n].strip() and not texts[n][0].isspace():
        if _RULE.match(texts[n]):
            three = (
                n + 2 < len(texts)
                and texts[n + 1].strip()
                and texts[n + 2].rstrip() == texts[n].rstrip()
            )
            return 3 if three else 0
        if _RULE.match(texts[n + 1]) and len(texts[n + 1].rstrip()) >= len(texts[n].rstrip()) // 2:
            return 2
    return 0


def _directive(
    lines: list[tuple[int, int]],
    texts: list[str],
    n: int,
    match: re.Match[str],
    hidden: list[tuple[int, int]],
    code: list[Fence],
) -> int:
    """The line after what was read of it: of an admonition the text stays."""
    name = (match[2] or "").lower()
    last = _indented(texts, n, len(match[1]))
    if name in _CODE:
        first = n + 1
        hidden.append(lines[n])
        while first < last and (not texts[first].strip() or _OPTION.match(texts[first])):
            hidden.append(lines[first])
            first += 1
        code.append(Fence(first - 1, last, last, ""))
        return last
    head = lines[n][0] + (match.end() if name in _TEXT else len(texts[n]))
    hidden.append((lines[n][0], head))
    if name in _TEXT:
        return n + 1
    hidden.extend(lines[k] for k in range(n + 1, last))
    return last


def _indented(texts: list[str], n: int, margin: int = 0) -> int:
    """The line after those that are indented deeper than `margin` below line n."""
    last = n + 1
    for k in range(n + 1, len(texts)):
        line = texts[k].expandtabs(8)
        if line.strip():
            if len(line) - len(line.lstrip()) <= margin:
                break
            last = k + 1
    return last


def _plain(text: str) -> str:
    return _ROLE.sub(lambda match: (match[1] or match[2] or match[3] or "").strip(), text)
