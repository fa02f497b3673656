"""A blog listing, titles with summaries that were cut off, turned into one note per entry.

A summary is flattened: what were headings and lines is one run of words. Two things can be read
back from it. Section numbers are those that count on from each other (9.1, 9.1.1, 9.2), so no
version number is taken for one. Where a section's title ends is a guess, see `_split_title`;
a wrong guess moves words between the heading and the line below it but loses none.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from index.errors import ListingError, NoteError, in_both
from index.reading.notes import read_note, split_number
from index.reading.refusals import inside, not_read, not_written
from index.reading.text import decode

_TEXTS = frozenset([".md", ".markdown", ".txt"])
# In English and Korean.
_EXPECTED = (
    "expected a title line, a blank line and a summary that begins `<book>을 요약한 내용입니다.`",
    "제목 줄, 빈 줄, `<책>을 요약한 내용입니다.`로 시작하는 요약이어야 합니다.",
)
# `2023/11 92`: a month and how many posts it has; `2023/11/05`: the day of one.
_HEADER = re.compile(r"\d{4}[/.-]\d{1,2}(?:[/.-]\d{1,2})?(?:\s+\(?\d+\)?)?")
# Blogs put 을 after a vowel, too, and names have dots in them (`Node.js`).
_BOOK = re.compile(
    r"((?:(?![.!?] ).){1,120}?)(?:을|를|에 대해|에 관해)? 요약한 내용[가-힣]*(?:\.(?!\.))? *"
)
_QUOTES = " \"'“”‘’「」『』<>《》〈〉"
# Before a word that is no unit: neither `1.4.7.0은` nor `2.1 초`.
_NUMBER = re.compile(
    r"(?<!\S)[1-9]\d{0,2}(?:\.[1-9]\d{0,2}){1,3}(?=\.? \d*[^\W\d_])"
    r"(?!\.? (?:[KMGT]i?B|ms|초|분|배|개|명)(?!\w))"
)
_SENTENCE_END = re.compile(r"(?<=[다요]\.) ")
_CUT = re.compile(r"(?:\.{2,}|…)$")
_NOUNS = frozenset("NNG NNP NNB NR XR XSN SL SH SN SSC".split())  # Sejong tags
_TITLE_WORDS = 5
_NAME_CHARS = 60  # 255 bytes are allowed, and a character may take four


@dataclass(frozen=True)
class Entry:
    """`body` is the summary without its first sentence, which names the book, on one line."""

    title: str
    book: str
    chapter: int | None
    body: str


@dataclass(frozen=True)
class ImportReport:
    """Paths, POSIX and relative to the notes folder; `kept` notes say something else."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    kept: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def read_listing(text: str) -> list[Entry]:
    """At least one entry, in NFC. Raises ListingError for text that is neither entry nor header."""
    lines = unicodedata.normalize("NFC", text).splitlines()
    kept = "\n".join(line for line in lines if not _HEADER.fullmatch(line.strip()))
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", kept) if part.strip()]
    if not any(_BOOK.match(paragraph) for paragraph in paragraphs):
        raise ListingError(
            f"no entry in {len(lines)} lines; {_EXPECTED[0]}",
            f"{len(lines)}줄에 글이 하나도 없습니다. {_EXPECTED[1]}",
        )
    pairs = zip(paragraphs[::2], [*paragraphs[1::2], ""], strict=False)
    return [_entry(title, summary) for title, summary in pairs]


def _entry(title: str, summary: str) -> Entry:
    match = _BOOK.match(summary)
    if match is None:
        title, summary = title[:40], summary[:40]
        raise ListingError(
            f"{title!r} is followed by {summary!r}; {_EXPECTED[0]}, remove or mend this entry",
            f"{title!r} 다음이 {summary!r}입니다. {_EXPECTED[1]} 이 글을 지우거나 고치세요.",
        )
    body = summary[match.end() :]
    chapter = next((_parts(section)[0] for section in _sections(body)), None)
    return Entry(title, match[1].strip(_QUOTES), chapter, body)


def _sections(body: str) -> list[re.Match[str]]:
    """The longest run of numbers that count on, the earliest of equals.

    A number on its own is a section only when it is a first one, as 9.1 is and 1.25 is not.
    """
    found = list(_NUMBER.finditer(body))
    runs = [_run(found[first:]) for first in range(len(found))]
    sound = [run for run in runs if len(run) > 1 or _parts(run[0])[-1] == 1]
    return max(sound, key=len, default=[])


def _run(found: list[re.Match[str]]) -> list[re.Match[str]]:
    run = found[:1]
    for match in found[1:]:
        if _counts_on(_parts(run[-1]), _parts(match)):
            run.append(match)
    return run


def _parts(match: re.Match[str]) -> tuple[int, ...]:
    return tuple(int(part) for part in match.group().split("."))


def _counts_on(last: tuple[int, ...], number: tuple[int, ...]) -> bool:
    """After 9.1.2 come 9.1.2.1, 9.1.3 and 9.2, and nothing else."""
    depth = len(number) - 1
    if depth == len(last):
        return number == (*last, 1)
    return depth < len(last) and number == (*last[:depth], last[depth] + 1)


def import_listing(source: Path, notes: Path) -> ImportReport:
    """Writes the notes that are not there yet, and nothing outside the notes folder.

    A note of the same chapter in the book's folder keeps its place, whatever it is called.
    Raises ListingError when the source is no listing or a note cannot be written.
    """
    entries = list(dict.fromkeys(_read(source)))
    done: dict[str, list[str]] = {"written": [], "unchanged": [], "kept": []}
    try:
        targets = [_target(notes, entry) for entry in entries]
        for target, entry in zip(targets, entries, strict=True):
            outcome, path = _place(target, entry, targets)
            done[outcome].append(path.relative_to(notes).as_posix())
    except OSError as error:
        raise not_written(notes, error) from error
    return ImportReport(**{outcome: tuple(paths) for outcome, paths in done.items()})


def _read(source: Path) -> list[Entry]:
    try:
        return read_listing(decode(source.read_bytes())[0])
    except OSError as error:
        raise not_read(source, error) from error
    except (ValueError, ListingError) as error:
        raise ListingError(*(f"{source}: {what}" for what in in_both(error))) from error


def _target(notes: Path, entry: Entry) -> Path:
    number = "" if entry.chapter is None else f"{entry.chapter:02}-"
    name = safe_name(entry.title.replace(",", "")).replace(" ", "-")
    return inside(notes, safe_name(entry.book)) / f"{number}{name}.md"


def safe_name(name: str) -> str:
    """`../a: b?` -> `a b`: neither hidden nor a path, and never empty."""
    kept = "".join(c for c in name if c.isprintable() and c not in '<>:"/\\|?*')
    return " ".join(kept.split())[:_NAME_CHARS].strip(" .") or "_"


def _place(target: Path, entry: Entry, targets: Collection[Path]) -> tuple[str, Path]:
    """What became of the entry, and the note that now stands for it."""
    content = _render(entry).encode()
    if target.exists():
        return ("unchanged" if target.read_bytes() == content else "kept"), target
    # Posts of this listing about one chapter do not keep each other out.
    others = (path for path in sorted(target.parent.glob("[!.]*")) if path not in targets)
    for other in others if entry.chapter is not None else ():
        if _chapter_of(other) == entry.chapter:
            return "kept", other
    _write(target, content)
    return "written", target


def _chapter_of(path: Path) -> int | None:
    if path.suffix.lower() not in _TEXTS or not path.is_file():
        return None
    try:
        return read_note(path.name, path.read_bytes()).meta.chapter
    except NoteError:
        return split_number(path.stem)[0]


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.tmp")  # hidden: no sync takes it for a note
    try:
        unfinished.write_bytes(content)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _render(entry: Entry) -> str:
    chapter = {} if entry.chapter is None else {"chapter": entry.chapter}
    fields = {"book": entry.book, **chapter, "title": entry.title}
    number = f"{entry.chapter}장 " if chapter else ""
    matter = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=1_000)
    blocks = [f"---\n{matter}---", f"# {number}{entry.title}", *_blocks(entry.body)]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _blocks(body: str) -> Iterator[str]:
    """Headings and what is below them, a line for each sentence; what has none stays one line."""
    sections = _sections(body)
    text, cut = _CUT.subn("…", _SENTENCE_END.sub("\n", body))  # every place stays where it was
    starts = [*(match.start() for match in sections), len(text)]
    yield text[: starts[0]].strip()
    for match, end in zip(sections, starts[1:], strict=True):
        number, _, rest = text[match.start() : end].partition(" ")
        title, rest = _split_title(rest)
        yield f"{'#' * len(_parts(match))} {number} {title}"
        yield rest.strip()
    yield "> (목록에서 잘린 곳)" if cut else ""


def _split_title(text: str) -> tuple[str, str]:
    """A section's title and what follows: `컨피그맵과 시크릿을 통한 설정` | `컨피그맵과 …`.

    A title is taken for a noun phrase: words with particles or endings, then bare nouns. The
    first other word after a bare noun begins the text, at the latest the sixth word does. A
    sentence that itself begins with a bare noun loses it to the title.
    """
    words = text.partition("\n")[0].split()[:_TITLE_WORDS]
    taken, noun = 0, False
    for tag in _tags(words):
        if noun and tag not in _NOUNS and tag != "MAJ":  # 및
            break
        noun = tag in _NOUNS
        taken += 1
    title = " ".join(words[:taken])
    return title, text[len(title) :]


def _tags(words: list[str]) -> list[str]:
    """The part of speech that each word ends in, so that of its particle when it has one."""
    text = " ".join(words)
    tag_at = {token.start + token.len: token.tag for token in _kiwi().tokenize(text)}
    ends = [match.end() for match in re.finditer(r"\S+", text)]
    return [tag_at.get(end, "").partition("-")[0] for end in ends]


@cache
def _kiwi() -> Any:
    from kiwipiepy import Kiwi  # loads its language model: for listings only

    # Names and typing errors changed no title and take most of the time to load.
    return Kiwi(load_default_dict=False, load_typo_dict=False, load_multi_dict=False)
