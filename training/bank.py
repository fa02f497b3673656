"""Questions over notes, as they are written by hand: read, and laid over the product's passages.

A *bank* is a folder of `NAME.md` with notes (`### ID — book › chapter` before each), of
`NAME.jsonl` with questions (`{"id", "q", "kind", "answer"}`, the answer verbatim) and of `T*.jsonl`
with terms (see `training.examples`).
"""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.passages.chunks import split_note
from index.passages.units import units
from index.reading.notes import read_note

HELD_OUT = ("B1", "C9", "D1", "D2", "D3", "D4")  # names of what nothing is trained on
_NOTE = re.compile(r"(?m)^### (?=[A-Z]+\d+ — )")


@dataclass(frozen=True)
class Passage:
    """A chunk of a note: the headings above it and its units, in the order of the text."""

    note: str
    book: str
    headings: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A question; `gold` are (passage, unit) numbers, none when its note does not answer."""

    text: str
    kind: str
    note: str
    gold: tuple[tuple[int, int], ...]


def read_bank(
    folders: Sequence[Path], names: Collection[str] = (), without: Collection[str] = ()
) -> tuple[list[Passage], list[Asked]]:
    """Passages and questions of the files NAMES, or all but WITHOUT; a question may ask of a note
    of another file. Those whose answer or note was not found are left out.
    """
    files = [f for folder in folders for f in sorted(folder.iterdir())]
    files = [f for f in files if (f.stem in names if names else f.stem not in {"README", *without})]
    passages: list[Passage] = []
    own: dict[str, list[int]] = {}
    for file in files:
        if file.suffix == ".md":
            for note, book, body in notes_of(file.read_text(encoding="utf-8")):
                found = _passages(note, book, body)
                own[note] = list(range(len(passages), len(passages) + len(found)))
                passages += found
    asked = [
        Asked(record["q"], record["kind"], record["id"], gold)
        for file in files
        if file.suffix == ".jsonl" and file.stem[0] != "T"
        for record in map(json.loads, file.read_text(encoding="utf-8").splitlines())
        if record["id"] in own
        for gold in [_gold(record["answer"], own[record["id"]], passages)]
        if gold or record["answer"] is None
    ]
    return passages, asked


def notes_of(text: str) -> Iterator[tuple[str, str, str]]:
    """Id, book and text of each; the chapter becomes the title."""
    for block in _NOTE.split(text)[1:]:
        first, _, body = block.partition("\n")
        note, place = first.split(" — ", 1)
        book, *chapters = re.split(r" [›>] ", place)
        title = chapters[-1] if chapters else book
        yield note, book if chapters else "", f"# {title}\n\n{body}"


def _passages(note: str, book: str, body: str) -> list[Passage]:
    read = read_note(f"{note}.md", body.encode("utf-8"))
    found = []
    for chunk in split_note(read):
        texts = tuple(unit.of(chunk.text) for unit in units(chunk.text, chunk.layout))
        if texts:
            found.append(Passage(note, book, chunk.headings, texts))
    return found


def _gold(
    answer: str | None, own: Sequence[int], passages: Sequence[Passage]
) -> tuple[tuple[int, int], ...]:
    if answer is None:
        return ()
    bare = _bare(answer)
    return tuple(
        (number, place)
        for number in own
        for place, unit in enumerate(passages[number].units)
        if bare in (text := _bare(unit)) or (len(text) > 11 and text in bare)
    )


def _bare(text: str) -> str:
    """Without list marks and the white space around."""
    return re.sub(r"^\s*(?:>\s?)*(?:[-*+•·]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?", "", text).strip(" |")
