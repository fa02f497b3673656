"""The evidence panel: a card for each source of an answer, and under them the note itself."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from chat.page.bubble import Shown
from chat.page.desk import control
from chat.page.excerpts import around
from chat.page.markup import button, fold, icon, in_language, place, say, spoken, text
from chat.page.note.lines import Line, lines_of
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
    head = f'<b class="number">{number}</b><h3>{place(opened.label)}</h3>'
    body = _note(shown, opened, note, folder)
    hit = opened.hits[0]
    at = opened.spans[0].start if opened.spans else hit.start
    page = _page(_LATER + head, _links(opened, folder), body, hit.path, at)
    return _cards(shown, found, number) + page


def linked(
    path: str,
    note: str,
    heading: str,
    folder: Path,
    picture: Callable[[str], str | None],
    at: int | None = None,
    outline: str = "",
) -> str:
    """A note by itself, with the heading in view if it has it, before `at` where that is known."""
    found = _heading(lines_of(note), heading, at)
    start = found.offset if found else 0
    spans = [_Extent(start, start + len(found.text))] if found else []
    body = whole(note, spans, Links(path, picture), (start - AROUND, start + AROUND))
    line = note.count("\n", 0, start) + 1
    above, _, name = path.rpartition("/")
    head = f"{_BACK}{_FORWARD}<h3>{place(f'{above} › {name}' if above else name)}</h3>"
    links = _file_links(folder / path, path, line)
    shown = f'{outline}<div class="note nearest">{body}</div>'
    return _page(head, links, shown, path, start if at is None else at)


def missing(name: str) -> str:
    """For a link that leads to no note."""
    told = say("‘{name}’ 노트가 없습니다.", name=name)
    return _page(f"{_BACK}<h3>{text(name)}</h3>", "", f'<p class="hint">{told}</p>')


_CHANGED = say("노트가 동기화한 뒤에 바뀌었습니다. 그때의 문단입니다.")
_ELSEWHERE = say("노트 파일은 이 컴퓨터에 없습니다. 동기화할 때의 문단입니다.")
_BACK = button("back", icon("back", "돌아가기"), "act")
_FORWARD = control("forward", icon("forward", "앞으로"))
# Behind a source, where something was open before it.
_LATER = button("back", icon("back", "돌아가기"), "act later") + _FORWARD


class _Extent:
    def __init__(self, start: int, end: int) -> None:
        self.start, self.end = start, end


def _heading(lines: Sequence[Line], heading: str, at: int | None) -> Line | None:
    """The last line of that name before `at`, the first where that is not known; else the line
    that holds `at`.
    """
    before = [line for line in lines if at is None or line.offset <= at]
    named = [line for line in before if heading and _is_heading(line.text, heading)]
    if at is None:
        return named[0] if named else None
    return named[-1] if named else (before[-1] if at and before else None)


def _is_heading(line: str, heading: str) -> bool:
    return line.startswith("#") and line.strip("# \t").casefold() == heading.strip().casefold()


def _page(head: str, links: str, body: str, path: str = "", at: int = 0) -> str:
    """page.js asks for what is near the place that it names."""
    where = f' data-path="{text(path)}" data-at="{at}"' if path else ""
    return (
        f'<section class="source"{where}><header>{head}</header><div class="links">{links}</div>'
        f"{body}</section>"
    )


def _cards(shown: Shown, found: tuple[Source, ...], chosen: int) -> str:
    """Of what is quoted; the other places folded, if none of them is open."""
    if not shown.answer.found:
        head = say("답은 아니지만 가까운 곳")
        cards = "".join(_card(shown, source, chosen) for source in found)
        return f'<div class="cards"><p class="hint">{head}</p>{cards}</div>'
    quoted = "".join(_card(shown, source, chosen) for source in found if source.spans)
    near = "".join(_card(shown, source, chosen) for source in found if not source.spans)
    more = fold(say("가까운 다른 곳"), near, "near") if near else ""
    if chosen > sum(bool(source.spans) for source in found):
        more = more.replace("<details", "<details open", 1)
    return f'<div class="cards">{quoted}{more}</div>'


def _card(shown: Shown, source: Source, chosen: int) -> str:
    """The bar is the probability that its passages answer; there is none without an answer."""
    above, _, section = source.label.rpartition(" › ")
    share = min(sum(hit.score for hit in source.hits), 1.0)
    told = spoken("답일 확률 {share:.0%}", share=share)
    bar = f'<span class="bar" title="{share:.0%}" style="--share:{share:.2f}"></span>{told}'
    inside = (
        f'<b class="number">{source.number}</b><span class="where"><b>{in_language(section)}</b>'
        f"<span>{in_language(above)}</span></span>{bar if shown.answer.found else ''}"
    )
    name = "card chosen" if source.number == chosen else "card"
    return button(f"cite-{shown.turn}-{source.number}", inside, name)


def _note(shown: Shown, source: Source, note: str | None, folder: Path) -> str:
    links = Links(source.hits[0].path, shown.picture)
    if note is None:
        told = _CHANGED if folder.is_dir() else _ELSEWHERE
        passages = (around(hit, source.spans, links) for hit in source.hits)
        return f'<p class="hint">{told}</p><div class="note">{"<hr>".join(passages)}</div>'
    in_order = sorted(source.hits, key=lambda hit: hit.start)
    # Where nothing is quoted the passage itself is what to look at.
    at = source.spans[0].start if source.spans else source.hits[0].start
    body = whole(note, source.spans or in_order, links, (at - AROUND, at + AROUND))
    return f'<div class="{"note" if source.spans else "note nearest"}">{body}</div>'


def _links(source: Source, folder: Path) -> str:
    hit = source.hits[0]
    links = _file_links(folder / hit.path, hit.path, source.line)
    if hit.url and re.match(r"https?://", hit.url):
        links += _link(hit.url, "원문")
    return links


def _file_links(file: Path, path: str, line: int) -> str:
    """To the place in an editor, and to the vault that the note lives in."""
    found = links_to(file.resolve(), line)
    links = f'<span class="file">{text(path)}:{line}</span>'
    links += _link(found.vscode, "편집기에서 열기")
    if found.obsidian:
        links += _link(found.obsidian, "옵시디언에서 열기")
    return links


def _link(url: str, korean: str) -> str:
    target = 'target="_blank" rel="noopener noreferrer"'
    return f'<a href="{text(url)}" {target}>{say(korean)}</a>'
