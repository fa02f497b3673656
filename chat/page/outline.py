"""The headings of a note, each a button that opens it there."""

from collections.abc import Sequence
from urllib.parse import quote

from chat.page.markup import button, fold, say, text
from qa.sections import Section


def outline(sections: Sequence[Section], at: int | None) -> str:
    """Folded; the section that holds `at` is where the note is open."""
    rows, told = [], set[tuple[str, ...]]()
    here = max((s.start for s in sections if at is not None and s.start <= at), default=-1)
    for section in sections:
        for depth in range(1, len(section.headings) + 1):
            if (above := section.headings[:depth]) in told:
                continue
            told.add(above)
            open_here = section.start == here and depth == len(section.headings)
            name = f"d{min(depth, 4)}{' here' * open_here}"
            rows.append(f"<li>{to_place(section, text(above[-1]), name)}</li>")
    if len(rows) < 2:
        return ""
    return fold(say("목차 {count}", count=len(rows)), f"<ol>{''.join(rows)}</ol>", "outline")


def to_place(section: Section, html: str, name: str) -> str:
    """A button that opens a section."""
    return button(f"at-{section.start}-{quote(section.note.path, safe='')}", html, name)
