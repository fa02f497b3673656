"""A note: one Markdown or plain-text file, decoded, with what it says about itself."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import yaml

from index.errors import NoteError
from index.reading.headings import Heading, headings_of, section_number
from index.reading.text import decode

_FRONT_MATTER = re.compile(
    r"---[ \t]*(?:\r\n|\r|\n)(.*?)(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)", re.S
)
# `09-네트워킹`, `9장 네트워킹`, `Chapter 9. Networking`; a bare space needs the leading zero, so
# that `10 tips` is no chapter.
_NUMBERED_NAME = re.compile(
    r"(?:chapter|ch|제)?[ .]*"
    r"(?:0*(\d{1,3})(?:[ ]?(?:장|강)(?![가-힣])|[-_.)](?!\d))|0+(\d{1,2})[ ])[-_.):\s]*",
    re.I,
)
_MAX_MATTER = 20_000  # characters; the YAML reader takes seconds for a few times as many


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


@dataclass(frozen=True)
class Note:
    """`text` is the source text that all offsets speak of; the body begins at `body`.

    `written` is the part of `meta` that the text itself states, whatever the file is called.
    `notices` are things that had to be guessed, for the report.
    """

    path: str  # POSIX, relative to the notes folder
    text: str
    encoding: str
    body: int
    headings: list[Heading]
    meta: Meta
    written: Meta
    notices: tuple[str, ...] = ()


def read_note(path: str, content: bytes) -> Note:
    """Raises NoteError when the bytes are not text."""
    try:
        text, encoding = decode(content)
    except ValueError as error:
        raise NoteError(path, str(error)) from error
    notices = [] if encoding.startswith("utf") else [f"read as {encoding}; UTF-8 was expected"]
    fields, body, problem = _front_matter(text)
    if problem:
        notices.append(problem)
    if not text[body:].strip():
        notices.append("is empty; there is nothing to find in it yet")
    headings = headings_of(text, body)
    written = _written(fields, headings)
    meta = _inferred(path, written, headings)
    return Note(path, text, encoding, body, headings, meta, written, tuple(notices))


def _inferred(path: str, written: Meta, headings: list[Heading]) -> Meta:
    """What the note states, completed from folder, file name and the numbers of its headings."""
    folder, name = PurePosixPath(path).parts[:-1], PurePosixPath(path).stem
    chapter, rest = split_number(name)
    numbers = Counter(number[0] for h in headings if (number := section_number(h.text)))
    counted = (number for number, _ in numbers.most_common(1))
    return replace(
        written,
        book=written.book or (unicodedata.normalize("NFC", folder[0]) if folder else None),
        chapter=_number(written.chapter, chapter, *counted),
        title=written.title or unicodedata.normalize("NFC", rest or name),
    )


def split_number(name: str) -> tuple[int | None, str]:
    """`09-네트워킹` -> (9, `네트워킹`); (None, name) when it begins with no chapter number."""
    match = _NUMBERED_NAME.match(name)
    if match is None:
        return None, name
    return int(match[1] or match[2]), name[match.end() :].strip()


def _written(fields: Mapping[str, yaml.Node], headings: list[Heading]) -> Meta:
    top = next((h.text for h in headings if h.level == 1 and not section_number(h.text)), "")
    chapter, title = split_number(top)
    return Meta(
        book=_text(fields.get("book")),
        chapter=_number(_text(fields.get("chapter")), chapter),
        title=_text(fields.get("title")) or title,
        tags=_tags(fields.get("tags")),
        url=_text(fields.get("url")),
        date=_text(fields.get("date")),
        lang=_text(fields.get("lang")),
    )


def _front_matter(text: str) -> tuple[Mapping[str, yaml.Node], int, str]:
    """The fields, where the body begins, and in words what is wrong with the block, if anything.

    Nodes and not objects: `010` and `1.10` stay as written, and no tag or alias is followed.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        broken = text.startswith(("---\n", "---\r")) and re.match(r"---\s+\w+:", text)
        return {}, 0, "front matter is never closed by a line ---; ignored" if broken else ""
    if len(match[1]) > _MAX_MATTER:
        found = f"has {len(match[1]):,} characters, {_MAX_MATTER:,} are read"
        return {}, match.end(), f"front matter {found}; ignored, please shorten it"
    try:
        root = yaml.compose(match[1], Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        return {}, match.end(), f"front matter is not valid YAML{where}; ignored, please mend it"
    if root is None:
        return {}, match.end(), ""
    if isinstance(root, yaml.MappingNode):
        fields = {k.value: v for k, v in root.value if isinstance(k, yaml.ScalarNode)}
        return fields, match.end(), ""
    return {}, 0, "front matter is not `name: value` lines; read as text"


def _text(node: yaml.Node | None) -> str | None:
    if not isinstance(node, yaml.ScalarNode) or node.tag == "tag:yaml.org,2002:null":
        return None
    # Half of a surrogate pair can be written as an escape, but not stored.
    return node.value.encode("utf-8", "replace").decode().strip() or None


def _tags(node: yaml.Node | None) -> tuple[str, ...]:
    if isinstance(node, yaml.SequenceNode):
        return tuple(tag for item in node.value if (tag := _text(item)))
    return tuple(tag for item in (_text(node) or "").split(",") if (tag := item.strip()))


def _number(*values: str | int | None) -> int | None:
    """The first value that is a chapter number, `9`, `"9"` or `9장`."""
    for value in values:
        match = re.match(r"(\d{1,4})(?:장|강|$)", str(value))
        if match:
            return int(match[1])
    return None
