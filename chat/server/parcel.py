"""Files that a page sends. Anything may come: it is checked here."""

import binascii
from base64 import b64decode
from dataclasses import dataclass
from typing import Any

from qa import Given

MAX_BYTES = 100_000_000  # of the files of one parcel; they are held in memory
MAX_FILES = 5_000


class TooMuch(ValueError):
    """It holds more than is taken at once."""


@dataclass(frozen=True)
class Parcel:
    files: tuple[Given, ...]
    book: str = ""
    replaced: tuple[str, ...] = ()  # paths of notes

    @classmethod
    def of(cls, event: Any) -> "Parcel":
        """Raises TooMuch."""
        sent = getattr(event, "files", None)
        files = [one for one in sent if isinstance(one, dict)] if isinstance(sent, list) else []
        # Base64 has four letters for three bytes.
        size = sum(len(data) for one in files if isinstance(data := one.get("data"), str))
        if len(files) > MAX_FILES or size > MAX_BYTES * 4 // 3 + 4 * len(files):
            raise TooMuch
        book, replaced = getattr(event, "book", None), getattr(event, "replaced", None)
        return cls(
            tuple(Given(_text(one.get("name")), _bytes(one.get("data"))) for one in files),
            _text(book),
            tuple(map(_text, replaced)) if isinstance(replaced, list) else (),
        )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _bytes(value: Any) -> bytes | None:
    """None for what was too large to be sent."""
    try:
        return b64decode(value, validate=True) if isinstance(value, str) else None
    except (binascii.Error, ValueError):
        return None
