"""The notes folder: which files are notes, and their bytes."""

import os
import re
import stat
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index.errors import FolderError, NoteError
from index.reading.excludes import Excludes, is_backup
from index.reading.kinds import READERS, is_note, missing, most_bytes, suffix_of
from index.reading.notices import Notice
from index.reading.text import is_text

SUFFIXES = frozenset(READERS)
# What accompanies notes and is none: pictures, sound, fonts, the parts of a web page, settings.
_ATTACHED = frozenset(
    ".png .jpg .jpeg .gif .webp .svg .bmp .ico .heic .tif .tiff .avif .mp3 .m4a .wav .ogg .flac "
    ".mp4 .mov .webm .mkv .avi .ttf .otf .woff .woff2 .css .js .map .toml .tsv .lock .icloud .log "
    ".tmp .bak .swp .part .download .ini .db".split()
)
_KIND = re.compile(r"\.[a-z][a-z0-9]{0,9}")
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
        way = "make it and put .md files in it, or give another with --notes"
        if folder.is_file():
            way = f"give the folder that holds it: --notes {folder.parent}"
        raise FolderError(f"the notes folder {folder} {found}; {way}")


@dataclass
class Survey:
    """What a notes folder holds: notes by path, what was left out and why, and how many files of
    other kinds, by how their names end.
    """

    files: list[File] = field(default_factory=list)
    left_out: list[Notice] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)


def list_notes(folder: Path) -> list[File]:
    """Every note below the folder, by path. Raises FolderError when there is no such folder."""
    return survey(folder).files


def survey(folder: Path) -> Survey:
    """Raises FolderError when there is no such folder, or it cannot be listed."""
    check_folder(folder)
    found = Survey()
    try:
        root = folder.resolve()
        found.files = sorted(
            _walk(root, Excludes.load(root), found), key=lambda file: (file.key, file.path)
        )
    except OSError as error:
        raise FolderError(f"the notes folder {folder} cannot be listed ({error})") from error
    found.left_out.sort(key=lambda notice: notice.path)
    return found


def _walk(root: Path, excludes: Excludes, survey: Survey) -> Iterator[File]:
    """Linked folders are not entered: they may lead in circles."""
    below = [""]
    while below:
        above = below.pop()
        try:
            with os.scandir(root / above) as entries:
                found = [entry for entry in entries if not is_backup(entry.name)]
        except OSError as error:
            if not above:
                raise
            if not isinstance(error, FileNotFoundError):  # else it was deleted meanwhile
                yield File(above, 0, 0, problem=f"cannot be listed ({error.strerror})")
            continue
        for entry in found:
            path = f"{above}/{entry.name}" if above else entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            readable = not is_folder and _is_readable(entry.name, survey)
            if is_folder:
                why = excludes.folder(path)
            else:
                why = excludes.file(path) if readable else ""
            if why:
                survey.left_out.append(Notice(path, why))
            elif is_folder:
                below.append(path)
            elif readable:
                yield from _file(root, path, entry)


def _is_readable(name: str, survey: Survey) -> bool:
    """What is not, and may be a note all the same, is counted."""
    suffix = suffix_of(name)
    if suffix in SUFFIXES and is_note(name) and not missing(suffix):
        return True
    if _KIND.fullmatch(suffix) and suffix not in _ATTACHED:
        survey.unread[suffix] += 1
    return False


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
    most = most_bytes(file.path)
    if len(content) > most:
        raise NoteError(file.path, f"is {file.size:,} bytes; a note may have {most:,}, split it")
    return content


def _read_regular(path: Path, file: File) -> bytes:
    """At most one byte more than a note may have."""
    with open(os.open(path, _READ_FLAGS), "rb") as opened:  # noqa: PTH123 - takes a descriptor
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise NoteError(file.path, "is no longer a file")
        return opened.read(most_bytes(file.path) + 1)
