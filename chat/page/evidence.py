"""The evidence panel: a card for each source of an answer, and under them the note itself."""

import re
from collections.abc import Callable
from pathlib import Path

from chat.page.bubble import Shown
from chat.page.excerpts import around
from chat.page.markup import button, fold, icon, place, say, spoken, text
from chat.page.note.lines import lines_of
from chat.page.note.links import Links
from chat.page.note.rendering import whole
from chat.page.sources import Source
from qa.links import links_to

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
    return _cards(shown, found, number) + _page(head, _links(opened, folder), body)


def linked(
    path: str, note: str, heading: str, folder: Path, picture: Callable[[str], str | None]
) -> str:
    """A note that another one links to, with the heading in view if it has it."""
    at = next(
        (line for line in lines_of(note) if heading and _is_heading(line.text, heading)), None
    )
    start, spans = (at.offset, [_Extent(at.offset, at.offset + len(at.text))]) if at else (0, [])
    body = whole(note, spans, Links(path, picture), (start - AROUND, start + AROUND))
    line = note.count("\n", 0, start) + 1
    above, _, name = path.rpartition("/")
    head = f"{_BACK}<span>{place(f'{above} › {name}' if above else name)}</span>"
    links = _file_links(folder / path, path, line)
    return _page(head, links, f'<div class="note nearest">{body}</div>')


def missing(name: str) -> str:
    """For a link that leads to no note."""
    told = say(f"‘{name}’ 노트가 없습니다.", f"There is no note “{name}”.")
    return _page(f"{_BACK}<span>{text(name)}</span>", "", f'<p class="hint">{told}</p>')


_BACK = button("back", icon("back", "돌아가기", "Back"), "act")


class _Extent:
    def __init__(self, start: int, end: int) -> None:
        self.start, self.end = start, end


def _is_heading(line: str, heading: str) -> bool:
    return line.startswith("#") and line.strip("# \t").casefold() == heading.strip().casefold()


def _page(head: str, links: str, body: str) -> str:
    return (
        f'<section class="source"><header>{head}</header><div class="links">{links}</div>'
        f"{body}</section>"
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
    found = links_to(file.resolve(), line)
    links = f'<span class="file">{text(path)}:{line}</span>'
    links += _link(found.vscode, "편집기에서 열기", "Open in editor")
    if found.obsidian:
        links += _link(found.obsidian, "Obsidian", "Obsidian")
    return links


def _link(url: str, korean: str, english: str) -> str:
    target = 'target="_blank" rel="noopener noreferrer"'
    return f'<a href="{text(url)}" {target}>{say(korean, english)}</a>'
