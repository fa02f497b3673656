"""The commands list and show: what there is to ask, and a note as it stands."""

import re
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from terminal.language import say
from terminal.options import (
    DATA,
    AsJson,
    Book,
    Chapter,
    Model,
    Notes,
    ReadStore,
    StoreFolder,
    Tag,
    Within,
    open_notebook,
)
from terminal.output import harmless, highlighted, linked, print_json

if TYPE_CHECKING:
    from qa import Catalog, Entry, Notebook, NoteText

AROUND = 5  # lines before and after the one that is asked for
_LINE = re.compile(r"(.+):([1-9]\d{0,8})")
_ENDS = re.compile(r"\r\n|\r|\n")

app = typer.Typer()


class What(StrEnum):
    ALL = "all"
    BOOKS = "books"
    TAGS = "tags"
    NOTES = "notes"


Listed = Annotated[
    What,
    typer.Argument(metavar=say("무엇", "what"), help=say("보일 것.", "What to list.")),
]
Place = Annotated[
    str,
    typer.Argument(
        metavar=say("경로[:줄]", "PATH[:LINE]"),
        help=say(
            "노트의 경로나 그 끝부분, 그리고 줄.", "A note's path, or the end of it, and a line."
        ),
    ),
]
Edit = Annotated[bool, typer.Option("--edit", help=say("편집기로 엽니다.", "Open the editor."))]


@app.command("list", help=say("책, 태그, 노트를 보여 줍니다.", "List the books, tags and notes."))
def list_command(
    what: Listed = What.ALL,
    notes: Notes = DATA,
    store: StoreFolder = None,
    read_store: ReadStore = None,
    model: Model = "bundled",
    book: Book = None,
    chapter: Chapter = None,
    tag: Tag = None,
    folder: Within = None,
    as_json: AsJson = False,
) -> None:
    notebook = open_notebook(notes, store, model, read_store)
    if what is What.NOTES or any(one is not None for one in (book, chapter, tag, folder)):
        _list_notes(notebook.entries(book, chapter, tag, folder), as_json)
        return
    catalog = notebook.catalog()
    if as_json:
        whole = asdict(catalog)
        print_json(whole if what is What.ALL else whole[what.value])
        return
    if what is What.ALL:
        print(say(f"노트 {catalog.notes}개", f"{catalog.notes} notes"))
    _list_catalog(catalog, what)


def _list_notes(entries: "tuple[Entry, ...]", as_json: bool) -> None:
    if as_json:
        print_json([entry.to_dict() for entry in entries])
        return
    for entry in entries:
        print(f"{linked(entry.path, entry.links.vscode)}  {harmless(entry.title)}")


def _list_catalog(catalog: "Catalog", what: What) -> None:
    for book in catalog.books if what is not What.TAGS else ():
        print(f"  {harmless(book.name)}")
        for chapter in book.chapters:
            number = say(f"{chapter.number}장", f"{chapter.number}.")
            print(f"    {number} {harmless(chapter.title)}")
    for tag, count in catalog.tags if what is not What.BOOKS else ():
        print(f"  #{harmless(tag)} {count}")


@app.command(help=say("노트를, 또는 그 한 줄을 보여 줍니다.", "Show a note, or a place of it."))
def show(
    place: Place,
    notes: Notes = DATA,
    store: StoreFolder = None,
    read_store: ReadStore = None,
    model: Model = "bundled",
    edit: Edit = False,
    as_json: AsJson = False,
) -> None:
    note, line = _note(open_notebook(notes, store, model, read_store), place)
    if edit:
        from terminal.editor import open_at

        open_at(notes / note.path, line or 1)
    elif as_json:
        links = note.links.at(line or 1)
        print_json({**note.to_dict(), "line": line, "links": asdict(links)})
    elif line is None:
        print(harmless(note.text), end="" if note.text.endswith(("\n", "\r")) else "\n")
    else:
        _print_around(note, line)


def _note(notebook: "Notebook", place: str) -> "tuple[NoteText, int | None]":
    """A note may have a name that ends like a line, `회의 10:30`."""
    from qa import NoteMissing

    found = _LINE.fullmatch(place)
    try:
        return notebook.note(_below(notebook.notes, place)), None
    except NoteMissing:
        if not found:
            raise
        return notebook.note(_below(notebook.notes, found[1])), int(found[2])


def _below(notes: Path, path: str) -> str:
    """As seen from the notes folder, where it is a file there by any other name."""
    file, root = Path(path).resolve(), notes.resolve()
    inside = file.is_file() and file.is_relative_to(root)
    return file.relative_to(root).as_posix() if inside else path


def _print_around(note: "NoteText", line: int) -> None:
    """With numbers of lines. A line beyond the end is the last one."""
    lines = _ENDS.split(note.text)
    line = min(line, len(lines))
    first, last = max(1, line - AROUND), min(len(lines), line + AROUND)
    print(linked(f"{note.path}:{line}", note.links.at(line).vscode))
    for number in range(first, last + 1):
        text = lines[number - 1]
        shown = highlighted(text) if number == line else harmless(text)
        print(f"{'>' if number == line else ' '}{number:>{len(str(last))}}  {shown}")
