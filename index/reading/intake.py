"""Files that are sent, made into files of the notes folder: under safe names, and none of those
that are there replaced unless that is asked for.

A folder keeps its tree, an archive is unpacked, one within it too, as Notion packs them.
"""

import os
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum, auto
from pathlib import Path, PurePosixPath
from secrets import token_hex
from unicodedata import normalize

from index.reading.archive import MAX_TOTAL, TooLarge, listing, members
from index.reading.folder import SUFFIXES
from index.reading.kinds import is_note, missing, most_bytes, suffix_of
from index.reading.listing import safe_name
from index.reading.names import plain_name
from index.reading.text import decode, is_text

PICTURES = frozenset(".png .jpg .jpeg .gif .webp .avif .bmp .svg".split())
_CHECKED_LATER = frozenset([".pdf", ".docx", ".epub"])  # by the sync, since they take long to read
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)$", re.I)  # no file names on Windows
_JUNK = frozenset(["__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"])


class Outcome(StrEnum):
    """What became of a file."""

    ADDED = auto()
    REPLACED = auto()
    SAME = auto()  # it was there already
    EXISTS = auto()  # there is another one with its name
    # What is refused, and why.
    OUTSIDE = auto()  # its path leads out of the notes folder
    NAME = auto()  # it holds NUL or another character that is none of a name
    HIDDEN = auto()
    LINK = auto()
    KIND = auto()
    LARGE = auto()
    PACKED = auto()  # an archive that unpacks to more than is read
    BROKEN = auto()  # an archive that cannot be read
    TEXT = auto()  # its bytes are no text
    DISK = auto()  # it cannot be written


@dataclass(frozen=True)
class Given:
    name: str  # with the folders that it was sent in
    content: bytes | None = None  # None if there is too much of it to be sent


@dataclass(frozen=True)
class Taken:
    name: str
    outcome: Outcome
    path: str = ""  # of what there is now or was before: POSIX, relative to the notes folder


def take_in(
    notes: Path, given: Sequence[Given], folder: str = "", replaced: Collection[str] = ()
) -> list[Taken]:
    """`folder` of the notes takes the place of the one that is sent; `replaced` are paths of notes
    in the place of which another one may be put.
    """
    root = notes.resolve()
    into = _folder(root, folder)
    return [_taken(root, file, into, replaced) for one in given for file in _files(one)]


def _folder(root: Path, folder: str) -> list[str]:
    """Its parts: as they are on disk, where it is there."""
    parts = [part for part in _parts(folder) if part not in ("", ".", "..")]
    return parts if root.joinpath(*parts).is_dir() else [_safe(part) for part in parts]


def _files(given: Given) -> Iterator[Given | Taken]:
    """The file itself, or those of an archive, below a folder with its name."""
    if suffix_of(given.name) != ".zip":
        yield given
    elif given.content is None:
        yield Taken(given.name, Outcome.LARGE)
    else:
        yield from _archive(given.name, given.content)


def _archive(name: str, content: bytes) -> list[Given | Taken]:
    try:
        return _unpacked(content, plain_name(PurePosixPath(name).stem))
    except TooLarge:
        return [Taken(name, Outcome.PACKED)]
    except ValueError:
        return [Taken(name, Outcome.BROKEN)]


def _unpacked(content: bytes, above: str, depth: int = 0) -> list[Given | Taken]:
    links = {
        name: link
        for name, link in listing(content).items()
        if not (name.endswith("/") or _JUNK & set(name.split("/")))
    }
    wanted = {name for name, link in links.items() if not link and not _refused(name)}
    wanted |= {name for name in links if depth == 0 and suffix_of(name) == ".zip"}
    read = members(content, wanted.__contains__)
    found: list[Given | Taken] = []
    for name, link in links.items():
        if name in read and suffix_of(name) == ".zip":
            found += _unpacked(read[name], above, depth + 1)
        else:
            why = Outcome.LINK if link else _refused(name)
            below = name if name.startswith(f"{above}/") else f"{above}/{name}"
            found.append(Taken(name, why) if why else Given(below, read[name]))
    if sum(len(one.content or b"") for one in found if isinstance(one, Given)) > MAX_TOTAL:
        raise TooLarge
    return found


def _refused(name: str) -> Outcome | None:
    """Why a file of this name is not taken."""
    parts = _parts(name)
    if (
        not name
        or not is_text(name)
        or any(ord(letter) < 32 or ord(letter) == 127 for letter in name)
    ):
        return Outcome.NAME
    if ".." in parts or not parts[0] or re.fullmatch(r"[A-Za-z]:", parts[0]):
        return Outcome.OUTSIDE
    if any(part.startswith(".") and part != "." for part in parts):
        return Outcome.HIDDEN
    suffix = suffix_of(parts[-1])
    note = suffix in SUFFIXES and is_note(parts[-1]) and not missing(suffix)
    return None if note or suffix in PICTURES else Outcome.KIND


def _parts(name: str) -> list[str]:
    return name.replace("\\", "/").split("/")


def _taken(root: Path, file: Given | Taken, folder: list[str], replaced: Collection[str]) -> Taken:
    if isinstance(file, Taken):
        return file
    why = _refused(file.name)
    if why or file.content is None:
        return Taken(file.name, why or Outcome.LARGE)
    path = _place(file.name, folder)
    taken = Taken(file.name, Outcome.ADDED, path.as_posix())
    if problem := _problem(taken.path, file.content):
        return replace(taken, outcome=problem)
    try:
        return replace(taken, outcome=_written(root, path, file.content, replaced))
    except OSError:
        return replace(taken, outcome=Outcome.DISK)


def _place(name: str, folder: list[str]) -> PurePosixPath:
    *above, last = (part for part in _parts(normalize("NFC", name)) if part not in ("", "."))
    below = map(_safe, above[1:] if folder else above)
    end = PurePosixPath(last).suffix
    return PurePosixPath(*folder, *below, _safe(last.removesuffix(end)) + end)


def _safe(part: str) -> str:
    name = safe_name(part)
    return f"{name}_" if _DEVICE.match(name) else name


def _problem(path: str, content: bytes) -> Outcome | None:
    if len(content) > most_bytes(path):
        return Outcome.LARGE
    if suffix_of(path) in PICTURES | _CHECKED_LATER:
        return None
    try:
        decode(content)
    except ValueError:
        return Outcome.TEXT
    return None


def _written(root: Path, path: PurePosixPath, content: bytes, replaced: Collection[str]) -> Outcome:
    """Raises OSError."""
    target = root / path
    if not target.parent.resolve().is_relative_to(root):
        return Outcome.LINK
    target = _spelt(target)
    if target.is_symlink():
        return Outcome.LINK
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(target, content)
        return Outcome.ADDED
    if target.is_file() and target.read_bytes() == content:
        return Outcome.SAME
    if path.as_posix() not in replaced or not target.is_file():
        return Outcome.EXISTS
    beside = target.with_name(f".{token_hex(8)}.part")
    _write(beside, content)
    beside.replace(target)
    return Outcome.REPLACED


def _spelt(target: Path) -> Path:
    """As it is on disk, where its letters may be made up of others (NFD)."""
    if target.exists() or not target.parent.is_dir():
        return target
    same = (p for p in target.parent.iterdir() if normalize("NFC", p.name) == target.name)
    return next(same, target)


def _write(target: Path, content: bytes) -> None:
    """A new file, or none when that fails."""
    with target.open("xb") as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):
                target.unlink()
            raise
