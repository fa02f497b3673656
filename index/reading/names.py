"""Names of files and folders as people mean them."""

import re
import unicodedata

_NOTION_ID = re.compile(r"[ _-]?[0-9a-f]{32}$|[ _-][0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$")


def plain_name(name: str) -> str:
    """In NFC, without the 32 digits that Notion puts behind it."""
    name = unicodedata.normalize("NFC", name)
    return _NOTION_ID.sub("", name) or name
