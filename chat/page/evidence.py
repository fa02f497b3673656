"""The evidence panel: a card for each source of an answer, and under them the note itself."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from chat.page.bubble import Shown
from chat.page.excerpts import around
from chat.page.markup import button, control, fold, icon, place, say, spoken, text
from chat.page.note.lines import Line, lines_of
from chat.page.note.links import Links
from chat.page.note.rendering import whole
from chat.page.sources import Source
from qa.sections import Section

AROUND = 10_000  # characters of the note before and after the cited place
EMPTY = ""


def evidence(
    shown: Shown, found: tuple[Source, ...], number: int, note: str | None, folder: Path
) -> str:
    """The panel for an answer, source `number` (1-based) of it open.

    `note` is the whole text of its note, None when that is no longer what was synced.
    """
    opened = found[number - 1]
    head = f'<b class="number">{number}</b><span>{place(opened.label)}</span>'
    body = _note(shown, opened, note)
    hit = opened.hits[0]
    at = opened.spans[0].start if opened.spans else hit.start
    page = _page(_MOVED + head, _links(opened, folder), body, hit.path, at)
    return _cards(shown, found, number) + page


@dataclass(frozen=True)
class Opened:
    """A note that was opened by itself: its `source` is the whole of its text."""

    path: str
    source: str
    outline: Sequence[Section] = ()


def linked(
    path: str, note: str, heading: str, folder: Path, picture: Callable[[str], str | None]
) -> str:
    """A note that another one links to, with the heading in view if it has it."""
    return reading(Opened(path, note), heading, None, folder, picture)


def reading(
    note: Opened,
    heading: str,
    at: int | None,
    folder: Path,
    picture: Callable[[str], str | None],
) -> str:
    """A note from the heading on, if it has it; `at` is a place behind it, if that is known."""
    line = _heading_line(lines_of(note.source), heading, at)
    start, spans = 0, []
    if line:
        start, spans = line.offset, [_Extent(line.offset, line.offset + len(line.text))]
    window = (start - AROUND, start + AROUND)
    body = whole(note.source, spans, Links(note.path, picture), window)
    number = note.source.count("\n", 0, start) + 1
    above, _, name = note.path.rpartition("/")
    head = f"{_BACK}{_FORWARD}<span>{place(f'{above} › {name}' if above else name)}</span>"
    links = _file_links(folder / note.path, note.path, number)
    shown = f'{outline(note.outline, at)}<div class="note nearest">{body}</div>'
    return _page(head, links, shown, note.path, start if at is None else at)


def outline(sections: Sequence[Section], at: int | None) -> str:
    """The headings of a note, folded; the last one before `at` is where it is open."""
    rows, told = [], set[tuple[str, ...]]()
    here = max((s.start for s in sections if at is not None and s.start <= at), default=-1)
    for section in sections:
        for depth in range(1, len(section.headings) + 1):
            if (above := section.headings[:depth]) in told:
                continue
            told.add(above)
            name = f"d{min(depth, 4)}"
            if section.start == here and depth == len(section.headings):
                name += " here"
            rows.append(f"<li>{to_place(section, text(above[-1]), name)}</li>")
    if len(rows) < 2:
        return ""
    head = say("목차 {count}", count=len(rows))
    return fold(head, f"<ol>{''.join(rows)}</ol>", "outline")


def to_place(section: Section, html: str, name: str) -> str:
    """A button that opens a section."""
    return button(f"at-{section.start}-{quote(section.note.path, safe='')}", html, name)


def missing(name: str) -> str:
    """For a link that leads to no note."""
    told = say(f"‘{name}’ 노트가 없습니다.", f"There is no note “{name}”.")
    return _page(f"{_BACK}<span>{text(name)}</span>", "", f'<p class="hint">{told}</p>')


_BACK = button("back", icon("back", "돌아가기"), "act")
_FORWARD = control("forward", icon("forward", "앞으로"))
_MOVED = button("back", icon("back", "돌아가기"), "act later") + _FORWARD


def _heading_line(lines: Sequence[Line], heading: str, at: int | None) -> Line | None:
    """The last one of that name before `at`, the first where that is not known; else the line
    that holds `at`.
    """
    before = [line for line in lines if at is None or line.offset <= at]
    named = [line for line in before if heading and _is_heading(line.text, heading)]
    if at is None:
        return named[0] if named else None
    return named[-1] if named else (before[-1] if at and before else None)


class _Extent:
    def __init__(self, start: int, end: int) -> None:
        self.start, self.end = start, end


def _is_heading(line: str, heading: str) -> bool:
    return line.startswith("#") and line.strip("# \t").casefold() == heading.strip().casefold()


def _page(head: str, links: str, body: str, path: str = "", at: int = 0) -> str:
    """page.js asks for what is near the place that it names."""
    where = f' data-path="{text(path)}" data-at="{at}"' if path else ""
    return (
        f'<section class="source"{where}><header>{head}</header>'
        f'<div class="links">{links}</div>{body}</section>'
    )


def _cards(shown: Shown, found: tuple[Source, ...], chosen: int) -> str:
    """Of what is quoted; the other places folded, if none of them is open."""
    if not shown.answer.found:
        head = say("답은 아니지만 가까운 곳", "No answer, but the nearest places")
        cards = "".join(_card(shown, source, chosen) for source in found)
        return f'<div class="cards"><p class="hint">{head}</p>{cards}</div>'
    quoted = "".join(_card(shown, source, chosen) for source in found if source.spans)
    near = "".join(_card(shown, source, chosen) for source in found if not source.spans)
    more = fold(say("가까운 다른 곳", "Other places near it"), near, "near") if near else ""
    if chosen > sum(bool(source.spans) for source in found):
        more = more.replace("<details", "<details open", 1)
    return f'<div class="cards">{quoted}{more}</div>'


def _card(shown: Shown, source: Source, chosen: int) -> str:
    """The bar is the probability that its passages answer; there is none without an answer."""
    above, _, section = source.label.rpartition(" › ")
    share = min(sum(hit.score for hit in source.hits), 1.0)
    told = spoken(f"답일 확률 {share:.0%}", f"answers with a probability of {share:.0%}")
    bar = f'<span class="bar" title="{share:.0%}" style="--share:{share:.2f}"></span>{told}'
    inside = (
        f'<b class="number">{source.number}</b><span class="where"><b>{text(section)}</b>'
        f"<span>{text(above)}</span></span>{bar if shown.answer.found else ''}"
    )
    name = "card chosen" if source.number == chosen else "card"
    return button(f"cite-{shown.turn}-{source.number}", inside, name)


def _note(shown: Shown, source: Source, note: str | None) -> str:
    links = Links(source.hits[0].path, shown.picture)
    if note is None:
        changed = say(
            "노트가 동기화한 뒤에 바뀌었습니다. 그때의 문단입니다.",
            "The note has changed since the sync. This is the passage as it was.",
        )
        passages = (around(hit, source.spans, links) for hit in source.hits)
        return f'<p class="hint">{changed}</p><div class="note">{"<hr>".join(passages)}</div>'
    in_order = sorted(source.hits, key=lambda hit: hit.start)
    # Where nothing is quoted the passage itself is what to look at.
    at = source.spans[0].start if source.spans else source.hits[0].start
    body = whole(note, source.spans or in_order, links, (at - AROUND, at + AROUND))
    return f'<div class="{"note" if source.spans else "note nearest"}">{body}</div>'


def _links(source: Source, folder: Path) -> str:
    hit = source.hits[0]
    links = _file_links(folder / hit.path, hit.path, source.line)
    if hit.url and re.match(r"https?://", hit.url):
        links += _link(hit.url, "원문", "Original")
    return links


def _file_links(file: Path, path: str, line: int) -> str:
    """To the place in an editor, and to the vault that the note lives in."""
    file = file.resolve()
    place = quote(file.as_posix().lstrip("/"))
    links = f'<span class="file">{text(path)}:{line}</span>'
    links += _link(f"vscode://file/{place}:{line}", "편집기에서 열기", "Open in editor")
    if any((parent / ".obsidian").is_dir() for parent in file.parents):
        address = f"obsidian://open?path={quote(str(file), safe='')}"
        links += _link(address, "Obsidian", "Obsidian")
    return links


def _link(url: str, korean: str, english: str) -> str:
    target = 'target="_blank" rel="noopener noreferrer"'
    return f'<a href="{text(url)}" {target}>{say(korean, english)}</a>'
