"""A note: one file of the notes folder with its text, outline and what it says about itself."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from index.errors import NoteError
from index.reading.headings import Heading, section_number
from index.reading.kinds import read_document
from index.reading.matter import Value
from index.reading.names import plain_name
from index.reading.outline import Outline
from index.reading.reasons import told

# `09-네트워킹`, `9장 네트워킹`, `Chapter 9. Networking`; a bare space needs the leading zero, so
# that `10 tips` is no chapter. Nor is `3-way handshake`, `7-zip`, `2.x`.
_NUMBERED_NAME = re.compile(
    r"(?:(?P<word>chapter|ch|제)[ .]*)?"
    r"(?:0*(?P<number>\d{1,3})(?:[ ]?(?P<unit>장|강)(?![가-힣])|[-_.)](?!\d))"
    r"|0+(?P<zero>\d{1,2})[ ])[-_.):\s]*",
    re.I,
)
_COMPOUND = re.compile(
    r"\d{1,2}[-.](?:(?:way|zip|tier|phase|layer|factor|step|pass|bit|[dDx])\b|[a-z]+ )"
)
TAGS = ("tags", "tag", "categories", "category", "keywords", "태그", "분류")
DATES = "date created created_at published datetime created time 작성일 생성일 날짜".split() + [
    "created time", "생성 일시",
]  # fmt: skip
_DAY = re.compile(r"(?<!\d)(\d{4}|\d{2})[-._년]\s?(\d{1,2})[-._월]\s?(\d{1,2})(?![\d.])")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
_FIELD_DAY = re.compile(r"(?<!\d)(\d{4})\s?[-./년]\s?(\d{1,2})\s?[-./월]\s?(\d{1,2})(?!\d)")
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
# Whole or cut to those letters, and no more: `margin 5` is no day.
MONTH = f"(?:{'|'.join(MONTHS)})(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?"
_ENGLISH_DAY = re.compile(
    rf"(?:(?P<before>\d{{1,2}})\s+)?\b(?P<month>{MONTH})\.?"
    r"(?(before)|\s+(?P<day>\d{1,2}))(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})\b",
    re.I,
)
_UNTITLED = frozenset(["제목 없음", "untitled", "index", "readme", "_index"])


@dataclass(frozen=True)
class Meta:
    """What is known of a note besides its text. `title` is never empty."""

    book: str | None
    chapter: int | None
    title: str
    tags: tuple[str, ...] = ()
    url: str | None = None
    date: str | None = None
    lang: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Note:
    """`text` is the source text that all offsets speak of; the body begins at `body`.

    `written` is the part of `meta` that the text itself states, whatever the file is called.
    `notices` are things that had to be guessed, for the report. `extracted`: the text was taken
    out of a file that has none of its own.
    """

    path: str  # POSIX, relative to the notes folder
    text: str
    encoding: str
    body: int
    outline: Outline
    meta: Meta
    written: Meta
    notices: tuple[str, ...] = ()
    extracted: bool = False

    @property
    def headings(self) -> list[Heading]:
        return self.outline.headings


def read_note(path: str, content: bytes) -> Note:
    """Raises NoteError when the bytes are not what the file's name says."""
    try:
        found = read_document(path, content)
    except ValueError as error:
        raise NoteError(path, str(error)) from error
    notices = list(found.notices)
    if not found.extracted and not found.encoding.startswith("utf"):
        notices.append(told("legacy", encoding=found.encoding))
    if found.matter.problem:
        notices.append(found.matter.problem)
    if not found.text[found.matter.body :].strip():
        notices.append(told("empty"))
    written = _written(found.matter.fields, found.outline.headings, found.tags)
    meta = _inferred(path, written, found.outline.headings)
    return Note(
        *(path, found.text, found.encoding, found.matter.body, found.outline, meta, written),
        *(tuple(notices), found.extracted),
    )


def _inferred(path: str, written: Meta, headings: Sequence[Heading]) -> Meta:
    """What the note states, completed from folder, file name and the numbers of its headings."""
    folder, name = PurePosixPath(path).parts[:-1], plain_name(PurePosixPath(path).stem)
    chapter, rest = split_number(name)
    title = rest or name
    if title.lower() in _UNTITLED:
        title = next((h.text for h in headings if h.level == 1 and h.text), title)
    return replace(
        written,
        book=written.book or (plain_name(folder[-1]) if folder else None),
        chapter=_number(written.chapter, chapter, _counted(headings)),
        title=written.title or title,
        date=written.date or _day(name) or _day(written.title),
    )


def _counted(headings: Sequence[Heading]) -> int | None:
    """`9.1`, `9.2` -> 9; what does not count from one is no chapter: Python 3.11 and 3.12."""
    numbers = [number for h in headings if (number := section_number(h.text))]
    first = {number[0] for number in numbers if number[1] == 1}
    counts = Counter(number[0] for number in numbers if number[0] in first)
    return counts.most_common(1)[0][0] if counts else None


def _day(name: str) -> str | None:
    """`2024-03-05 회고`, `24.3.5`, `20240305` -> 2024-03-05."""
    match = _DAY.search(name)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups())
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{year if year > 99 else 2000 + year}-{month:02}-{day:02}"


def _dated(written: str | None) -> str | None:
    """A day as people and programs write it, `2025년 7월 5일`, `July 5, 2025 9:12 PM`, as it is
    compared; what is none, or is so already, as it stands.
    """
    if written is None or _ISO.match(written):
        return written
    year, month, day = 0, 0, 0
    if match := _FIELD_DAY.search(written):
        year, month, day = (int(part) for part in match.groups())
    elif match := _ENGLISH_DAY.search(written):
        month = MONTHS.index(match["month"].lower()[:3]) + 1
        year, day = int(match["year"]), int(match["day"] or match["before"])
    return f"{year}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else written


def split_number(name: str) -> tuple[int | None, str]:
    """`09-네트워킹` -> (9, `네트워킹`); (None, name) when it begins with no chapter number."""
    match = _NUMBERED_NAME.match(name)
    if match is None or (match["word"] and match["word"] != "제" and name[1:2].isdigit()):
        return None, name
    if not (match["word"] or match["unit"]) and name[0] != "0" and _COMPOUND.match(name):
        return None, name
    return int(match["number"] or match["zero"]), name[match.end() :].strip()


def _written(fields: Mapping[str, Value], headings: Sequence[Heading], tags: Sequence[str]) -> Meta:
    tops = [h.text for h in headings if h.level == 1 and h.text]
    chapter, title = _title(tops)
    named = [tag for name in TAGS for tag in _split_tags(fields.get(name, ()))]
    return Meta(
        book=_single(fields, "book"),
        chapter=_number(_single(fields, "chapter"), chapter),
        title=_single(fields, "title") or title,
        tags=tuple(dict.fromkeys([*named, *(unicodedata.normalize("NFC", t) for t in tags)])),
        url=_single(fields, "url", "link", "source", "permalink"),
        date=_dated(_single(fields, *DATES)),
        lang=_single(fields, "lang"),
        aliases=tuple(a for name in ("aliases", "alias") for a in _split(fields.get(name, ())))[:9],
    )


def _title(tops: Sequence[str]) -> tuple[int | None, str]:
    """Of the only top heading: several are the sections of a note that is called otherwise, and
    so is one that is numbered as such, `9.1 …` or `1. 개요`.
    """
    if len(tops) != 1 or section_number(tops[0]):
        return None, ""
    chapter, title = split_number(tops[0])
    if chapter == 1 and re.match(r"1[.)]", tops[0]):
        return None, ""
    return chapter, title


def _single(fields: Mapping[str, Value], *names: str) -> str | None:
    """The first of these that is no list."""
    found = (fields.get(name) for name in names)
    return next((value for value in found if value and isinstance(value, str)), None)


def _split(value: Value) -> list[str]:
    cut = value.strip("[]").split(",") if isinstance(value, str) else value
    return [bare for one in cut if (bare := one.strip().strip("\"'"))]


def _split_tags(value: Value) -> list[str]:
    """`리눅스, 권한`, `리눅스 권한`, `["#보안/키"]`."""
    cut = _split(value)
    if isinstance(value, str) and len(cut) == 1:
        cut = cut[0].split()
    return [unicodedata.normalize("NFC", tag) for one in cut if (tag := one.lstrip("#").strip())]


def _number(*values: str | int | None) -> int | None:
    """The first value that is a chapter number, `9`, `"9"` or `9장`."""
    for value in values:
        match = re.match(r"(\d{1,4})(?:장|강|$)", str(value))
        if match:
            return int(match[1])
    return None
