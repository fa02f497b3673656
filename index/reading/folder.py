"""The notes folder: which files are notes, and their bytes."""

import os
import stat
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import FolderError, NoteError
from index.reading.text import MAX_BYTES, is_text

SUFFIXES = frozenset([".md", ".markdown", ".txt"])
# A file system may keep times in steps of up to 2 s (FAT), so within this time of an edit another
# one can leave size and time as they are.
STEP_NS = 2_000_000_000
_READ_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True)
class File:
    """A note's file as it was when the folder was listed. `key` compares names: NFC.

    `settled`: whoever finds the same size and time later finds the same bytes. `problem` is why a
    folder, given by its path, could not be looked into.
    """

    path: str  # POSIX, relative to the notes folder, spelt as on disk
    size: int
    mtime_ns: int
    settled: bool = True
    problem: str = ""

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
        return sorted(_walk(folder.resolve()), key=lambda file: (file.key, file.path))
    except OSError as error:
        raise FolderError(f"the notes folder {folder} cannot be listed ({error})") from error


def _walk(root: Path) -> Iterator[File]:
    """Linked folders are not entered: they may lead in circles."""
    below = [""]
    while below:
        above = below.pop()
        try:
            with os.scandir(root / above) as entries:
                found = [entry for entry in entries if not entry.name.startswith(".")]
        except OSError as error:
            if not above:
                raise
            if not isinstance(error, FileNotFoundError):  # else it was deleted meanwhile
                yield File(above, 0, 0, problem=f"cannot be listed ({error.strerror})")
            continue
        for entry in found:
            path = f"{above}/{entry.name}" if above else entry.name
            if entry.is_dir(follow_symlinks=False):
                below.append(path)
            elif Path(entry.name).suffix.lower() in SUFFIXES:
                yield from _file(root, path, entry)


def _file(root: Path, path: str, entry: os.DirEntry[str]) -> Iterator[File]:
    """Neither a link out of the folder nor a pipe or device is a note."""
    try:
        if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(root):
            return
        status = entry.stat()
    except (OSError, RuntimeError):  # deleted meanwhile, or a link to nowhere or to itself
        return
    if stat.S_ISREG(status.st_mode):
        settled = status.st_mtime_ns + STEP_NS < time.time_ns()
        yield File(path, status.st_size, status.st_mtime_ns, settled)


def read_bytes(folder: Path, file: File) -> bytes:
    """Raises NoteError with the reason, FileNotFoundError when the file is gone since."""
    if not is_text(file.path):
        raise NoteError(file.path, "has a name that is not UTF-8; rename it")
    if file.problem:
        raise NoteError(file.path, file.problem)
    path = folder / file.path
    try:
        # It may have become a link or a pipe since the folder was listed.
        if not path.resolve().is_relative_to(folder.resolve()):
            raise NoteError(file.path, "leads out of the notes folder")
        content = _read_regular(path, file)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise NoteError(file.path, f"cannot be read ({error.strerror})") from error
    if len(content) > MAX_BYTES:
        raise NoteError(
            file.path, f"is {file.size:,} bytes; a note may have {MAX_BYTES:,}, split it"
        )
    return content


def _read_regular(path: Path, file: File) -> bytes:
    """At most one byte more than a note may have."""
    with open(os.open(path, _READ_FLAGS), "rb") as opened:  # noqa: PTH123 - takes a descriptor
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise NoteError(file.path, "is no longer a file")
        return opened.read(MAX_BYTES + 1)
