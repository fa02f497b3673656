"""Names of files and folders as people mean them."""

import re
import unicodedata

_NOTION_ID = re.compile(r"[ _-]?[0-9a-f]{32}$|[ _-][0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
_BETWEEN = " · "
_PLACE = re.compile(r"(?:셀 \d+|\d+쪽|\d+부) · (?:p\.|cell|part) \d+")


def plain_name(name: str) -> str:
    """In NFC, without the 32 digits that Notion puts behind it."""
    name = unicodedata.normalize("NFC", name)
    return _NOTION_ID.sub("", name) or name


def place(korean: str, english: str) -> str:
    """A place to open in a file: `3쪽 · p. 3`."""
    return f"{korean}{_BETWEEN}{english}"


def is_place(heading: str) -> bool:
    return _PLACE.fullmatch(heading) is not None
