"""Org: the source is the file itself; its headings, drawers and blocks are found here, the rest
reads as Markdown does.
"""

import re

from index.reading.document import Document
from index.reading.fences import Fence, lines_of
from index.reading.headings import Heading, shown
from index.reading.markdown import outline_of
from index.reading.matter import Matter, Value

_HEADING = re.compile(
    r"(\*+)[ \t]+(?:(?:TODO|DONE|NEXT|WAITING|CANCELLED)[ \t]+)?(?:\[#[A-Z]\][ \t]*)?(.*?)"
    r"(?:[ \t]+:((?:[\w@#%-]+:)+))?[ \t]*$"
)
_KEYWORD = re.compile(r"[ \t]*#\+(\w+):[ \t]*(.*?)[ \t]*$")
_BEGIN = re.compile(r"[ \t]*#\+begin_(src|example|export|comment)\b", re.I)
_END = re.compile(r"[ \t]*#\+end_", re.I)
_QUIET = re.compile(r"[ \t]*(?:#(?:\s|$|\+)|(?:SCHEDULED|DEADLINE|CLOSED):|:[\w-]+:(?:\s|$))")
_LINK = re.compile(r"\[\[[^\]]*\]\[([^\]]*)\]\]|\[\[([^\]]*)\]\]")
_NAMES = {"title": "title", "date": "date", "filetags": "tags", "keywords": "tags"}


def read_org(text: str, encoding: str) -> Document:
    lines = lines_of(text)
    headings: list[Heading] = []
    hidden: list[tuple[int, int]] = []
    code: list[Fence] = []
    fields: dict[str, Value] = {}
    tags: list[str] = []
    n = 0
    while n < len(lines):
        start, end = lines[n]
        line = text[start:end]
        if match := _HEADING.match(line):
            after = lines[n + 1][0] if n + 1 < len(lines) else len(text)
            words = shown(_LINK.sub(lambda m: m[1] or m[2], match[2]).strip("*/=~"))
            headings.append(Heading(min(len(match[1]), 6), words, start, after))
            tags += (match[3] or "").strip(":").split(":")
            hidden.append((start, end))
        elif _BEGIN.match(line):
            last = next((k for k in range(n + 1, len(lines)) if _END.match(text, *lines[k])), n)
            if last > n:
                code.append(Fence(n, last, last + 1, ""))
                n = last
        elif match := _KEYWORD.match(line):
            name = _NAMES.get(match[1].lower())
            if name and match[2]:
                fields[name] = match[2].replace(":", " ").strip() if name == "tags" else match[2]
            hidden.append((start, end))
        elif _QUIET.match(line):
            hidden.append((start, end))
        n += 1
    outline = outline_of(text, 0, hidden, code)
    outline.headings = headings
    found = tuple(dict.fromkeys(tag for tag in tags if tag))
    return Document(text, encoding, outline, Matter(fields), tags=found)
