"""The notes folder: which files are notes, and their bytes."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import FolderError, NoteError
from index.text import MAX_BYTES, is_text

SUFFIXES = frozenset([".md", ".markdown", ".txt"])


@dataclass(frozen=True)
class File:
    """A note's file as it was when the folder was listed. `key` compares names: NFC."""

    path: str  # POSIX, relative to the notes folder, spelt as on disk
    size: int
    mtime_ns: int

    @property
    def key(self) -> str:
        return unicodedata.normalize("NFC", self.path)


def check_folder(folder: Path) -> None:
    """Raises FolderError when there is no such folder; called before a store is made beside it."""
    if not folder.is_dir():
        found = "is a file" if folder.exists() else "does not exist"
        raise FolderError(
            f"the notes folder {folder} {found}; make it and put .md files in it, "
            f"or give another with --notes"
        )


def list_notes(folder: Path) -> list[File]:
    """Every note below the folder, by path. Raises FolderError when there is no such folder."""
    check_folder(folder)
    try:
        return sorted(_walk(folder.resolve(), folder), key=lambda file: (file.key, file.path))
    except OSError as error:
        raise FolderError(f"the notes folder {folder} cannot be listed ({error})") from error


def _walk(root: Path, folder: Path) -> Iterator[File]:
    for path in folder.rglob("*"):
        relative = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in relative.parts)
        if hidden or path.suffix.lower() not in SUFFIXES:
            continue
        # Neither a link out of the folder nor a pipe or device is a note.
        if path.is_file() and path.resolve().is_relative_to(root):
            stat = path.stat()
            yield File(relative.as_posix(), stat.st_size, stat.st_mtime_ns)


def read_bytes(folder: Path, file: File) -> bytes:
    """Raises NoteError with the reason, FileNotFoundError when the file is gone since."""
    if not is_text(file.path):
        raise NoteError(file.path, "has a name that is not UTF-8; rename it")
    if file.size > MAX_BYTES:
        raise NoteError(
            file.path, f"is {file.size:,} bytes; a note may have {MAX_BYTES:,}, split it"
        )
    try:
        return (folder / file.path).read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise NoteError(file.path, f"cannot be read ({error.strerror})") from error
