"""Text as HTML. Notes and questions are untrusted: whatever they hold becomes HTML here alone."""

from collections.abc import Sequence
from html import escape
from typing import Protocol

from chat.page.words import english
from qa import half


class Extent(Protocol):
    """Something that stands in a note, such as a Span or a Hit. Offsets as theirs."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def text(value: str) -> str:
    """On one line, as the Chatbot takes the indentation off several."""
    lines = escape(value).replace("\r\n", "\n").replace("\r", "\n")
    return lines.replace("\n", "&#10;").replace("\t", "&#9;")


def say(korean: str, **facts: object) -> str:
    """A line of the table."""
    return two(korean.format(**facts), english(korean, **facts))


def tell(message: str, korean: str = "") -> str:
    """What the rest of galpi says, with its Korean or in both languages."""
    if korean:
        return two(korean, message)
    return two(half(message, korean=True), half(message, korean=False))


def two(korean: str, english: str) -> str:
    """A line in both languages, of which the page shows the one that is chosen."""
    if korean == english:
        return text(korean)
    return f'<span class="ko">{text(korean)}</span><span class="en">{text(english)}</span>'


def button(href: str, html: str, name: str) -> str:
    """A link within the page that page.js acts on: the Chatbot lets no button through."""
    return f'<a class="{name}" href="#{href}" role="button">{html}</a>'


def pressed(href: str, html: str, name: str, down: bool) -> str:
    """A button that stays down; page.js says so to screen readers, as the Chatbot lets no such
    attribute through.
    """
    return button(href, html, f"{name} stays down" if down else f"{name} stays")


def fold(head: str, html: str, name: str) -> str:
    """To be opened by its head."""
    return f'<details class="{name}"><summary>{head}</summary>{html}</details>'


def spoken(korean: str, **facts: object) -> str:
    """For screen readers alone."""
    return f'<span class="spoken">{say(korean, **facts)}</span>'


def icon(name: str, korean: str) -> str:
    """A picture drawn by the stylesheet, with its meaning."""
    return f'<i class="icon {name}"></i>{spoken(korean)}'


def place(label: str) -> str:
    """`book › chapter › section`, the last in bold."""
    above, arrow, last = label.rpartition(" › ")
    return f"{in_language(above)}{text(arrow)}<b>{in_language(last)}</b>"


def in_language(label: str) -> str:
    """Its parts that are in both languages, `3쪽 · p. 3`, in the one that is chosen."""
    parts = label.split(" › ")
    return text(" › ").join(map(tell, parts))


def marked(piece: str, offset: int, spans: Sequence[Extent] = ()) -> str:
    """A piece of a note with what is quoted of it marked.

    `offset` is where the piece begins in the note, -1 when it is not in it; `spans` are in the
    note's order and may lie outside.
    """
    parts, at, end = [], offset, offset + len(piece)
    for span in spans if offset >= 0 else ():
        first, last = max(span.start, at), min(span.end, end)
        if first >= last:
            continue
        quoted = text(piece[first - offset : last - offset])
        parts += [text(piece[at - offset : first - offset]), f"<mark>{quoted}</mark>"]
        at = last
    return "".join(parts) + text(piece[at - offset :])
