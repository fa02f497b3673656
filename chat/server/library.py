"""What the chat shows of the notes folder besides the notes: pictures, and notes that are linked.

Names come from notes, which anyone may have written: nothing outside the folder is given away,
nothing hidden, and of other files only pictures.
"""

import os
import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from hmac import compare_digest, new
from mimetypes import guess_type
from pathlib import Path, PurePosixPath
from secrets import token_bytes
from unicodedata import normalize
from urllib.parse import quote

from starlette.responses import FileResponse, PlainTextResponse, Response

from chat.page.note.links import NOTES, PICTURES

MAX_PICTURE = 20_000_000  # bytes
LISTED_FOR = 3.0  # seconds
ROUTE = "/picture/"
# A picture that is opened on its own may be an SVG, which is a page: it must run nothing.
_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "cache-control": "private, max-age=3600",
}


class Library:
    """Pictures have addresses that only this process can make, and that only those know whom it
    has shown them to: what stands in front of them need not know who is asking.
    """

    def __init__(self) -> None:
        self._key = token_bytes(32)
        self._listed: dict[str, list[str]] = {}
        self._listed_at = -LISTED_FOR
        self.folder: Path | None = None  # of the notes, once there is one

    def address(self, name: str) -> str | None:
        """Of a picture, by its path from the folder or by its name alone."""
        path = self._find(name, PICTURES)
        if path is None or not self._file(path, PICTURES):
            return None
        return f"{ROUTE}{self._seal(path)}/{quote(path)}"

    def answer(self, route: str) -> Response:
        """To a request for a path that begins with ROUTE."""
        seal, _, path = route.removeprefix(ROUTE).partition("/")
        own = compare_digest(seal.encode(), self._seal(path).encode())
        file = self._file(path, PICTURES) if own else None
        if file is None:
            return PlainTextResponse("not found", 404)
        return FileResponse(file, media_type=guess_type(file.name)[0], headers=_HEADERS)

    def note(self, name: str) -> str | None:
        """The path of a note from the folder, by that or by its name alone, as in `[[name]]`."""
        found = self._find(name, NOTES)
        return found if found and self._file(found, NOTES) else None

    def _seal(self, path: str) -> str:
        return new(self._key, path.encode("utf-8", "surrogatepass"), sha256).hexdigest()

    def _file(self, path: str, endings: tuple[str, ...]) -> Path | None:
        if self.folder is None or not path.lower().endswith(endings) or "\0" in path:
            return None
        root = self.folder.resolve()
        file = (root / path).resolve()
        hidden = any(part.startswith(".") for part in PurePosixPath(path).parts)
        if hidden or not file.is_relative_to(root) or not file.name.lower().endswith(endings):
            return None
        fits = file.is_file() and (endings is NOTES or file.stat().st_size <= MAX_PICTURE)
        return file if fits else None

    def _find(self, name: str, endings: tuple[str, ...]) -> str | None:
        """The nearest to the top whose path ends so."""
        if self._file(name, endings):
            return name
        wanted = _folded(name).strip("/")
        tails = (wanted, *(wanted + ending for ending in endings if endings is NOTES))
        named = self._listing()
        found = [
            path
            for tail in tails
            for path in named.get(tail.rpartition("/")[2], ())
            if f"/{_folded(path)}".endswith(f"/{tail}")
        ]
        return min(found, key=lambda path: (path.count("/"), path), default=None)

    def _listing(self) -> dict[str, list[str]]:
        """Paths of notes and pictures by their names; a note may ask for many, so it is kept."""
        now = time.monotonic()
        if now - self._listed_at > LISTED_FOR:
            found: dict[str, list[str]] = {}
            for path in _paths(self.folder) if self.folder else ():
                found.setdefault(_folded(path.rpartition("/")[2]), []).append(path)
            self._listed, self._listed_at = found, now
        return self._listed


def picture(route: str, libraries: Sequence[Library]) -> Response:
    """An address can be read by the library alone that has made it."""
    answers = [library.answer(route) for library in libraries]
    return next((answer for answer in answers if answer.status_code == 200), answers[0])


def _paths(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.lower().endswith(NOTES + PICTURES):
                yield (Path(folder) / name).relative_to(root).as_posix()


def _folded(name: str) -> str:
    return normalize("NFC", name).casefold()
