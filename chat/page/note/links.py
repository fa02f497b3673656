"""Where the links and pictures of a note lead: to its fellows in the folder, or to the web."""

from collections.abc import Callable
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from urllib.parse import quote, unquote, urlsplit

from chat.page.markup import spoken, text

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp", ".svg")
NOTES = tuple(".md .markdown .txt .html .htm .org .rst .pdf .docx .epub .ipynb".split())


def no_picture(target: str) -> str | None:
    return None


@dataclass(frozen=True)
class Links:
    """Of the note with this path (POSIX, relative to the notes folder)."""

    path: str = ""
    # The address of a picture: by its path in the notes folder, or by its name alone.
    picture: Callable[[str], str | None] = no_picture

    def opening(self, target: str) -> str | None:
        """The start tag for a link as it is written; None where it leads nowhere safe."""
        if is_web(target) or target.startswith("mailto:"):
            return f'<a href="{text(target)}" target="_blank" rel="noopener noreferrer">'
        place = self._inside(target)
        if place is None or not place.lower().endswith(NOTES):
            return None
        return _opens(place)

    def image(self, target: str, alt: str, by_name: bool = False) -> str:
        """As HTML; `by_name` if the target is no path from the note. What may not or cannot be
        shown is named, and linked where it is on the web.
        """
        name = alt or unquote(target).rpartition("/")[2]
        place = target if by_name else self._inside(target)
        address = self.picture(place) if place else None
        if address:
            return f'<img src="{text(address)}" alt="{text(name)}" loading="lazy">'
        told = f'<span class="picture">{spoken("그림", "Picture")}{text(name)}</span>'
        opening = self.opening(target) if is_web(target) else None
        return f"{opening}{told}</a>" if opening else told

    def wiki(self, target: str, html: str) -> str:
        """`html` as a link to the note of that name; its heading is kept."""
        if target.startswith("#"):
            target = self.path + target
        return f"{_opens(target)}{html}</a>"

    def _inside(self, target: str) -> str | None:
        """As a path from the notes folder; None when it leads out of it, or is no path."""
        try:
            parts = urlsplit(target)
        except ValueError:
            return None
        if parts.scheme or parts.netloc or not parts.path or "\\" in target:
            return None
        place = normpath(join(dirname(self.path), unquote(parts.path)))
        return None if place.startswith(("../", "/")) or place == ".." else place


def _opens(target: str) -> str:
    return f'<a class="wiki" href="#open-{quote(target, safe="")}" role="button">'


def is_web(target: str) -> bool:
    return target.startswith(("https://", "http://"))
