"""The evidence panel: a card for each source of an answer, and under them the note itself."""

from pathlib import Path
from urllib.parse import quote

from chat.page.markdown import Rendering
from chat.page.markup import button, place, say, spoken, text
from chat.page.sources import Source

SHOWN = 20_000  # characters of the note before and after the cited place

_WHAT = say("질문하면 찾은 근거가 여기에 나옵니다.", "What is found appears here.")
_HOW = say("번호를 누르면 노트의 그 자리가 열립니다.", "Press a number to open the note there.")
EMPTY = f'<div class="empty"><p>{_WHAT}</p><p>{_HOW}</p></div>'


def evidence(
    turn: int, found: tuple[Source, ...], number: int, note: str | None, folder: Path
) -> str:
    """The panel for the answer with this number, source `number` (1-based) of it open.

    `note` is the whole text of its note, None when that is no longer what was synced.
    """
    best = max(hit.score for source in found for hit in source.hits)
    cards = "".join(_card(turn, source, number, best) for source in found)
    opened = found[number - 1]
    head = f'<header><b class="number">{number}</b><span>{place(opened.label)}</span></header>'
    body = _note(opened, note)
    return (
        f'<div class="cards">{cards}</div><section class="source">{head}'
        f'<div class="links">{_links(opened, folder)}</div>{body}</section>'
    )


def _card(turn: int, source: Source, chosen: int, best: float) -> str:
    above, _, section = source.label.rpartition(" › ")
    share = max(source.hits[0].score, 0) / best if best > 0 else 0
    score = spoken(f"점수 {source.hits[0].score:.1f}", f"score {source.hits[0].score:.1f}")
    inside = (
        f'<b class="number">{source.number}</b><span class="where"><b>{text(section)}</b>'
        f'<span>{text(above)}</span></span><span class="bar" style="--share:{share:.2f}"></span>'
    )
    name = "card chosen" if source.number == chosen else "card"
    return button(f"cite-{turn}-{source.number}", inside + score, name)


def _note(source: Source, note: str | None) -> str:
    if note is None:
        changed = say(
            "노트가 동기화한 뒤에 바뀌었습니다. 그때의 구절입니다.",
            "The note has changed since the sync. This is the passage as it was.",
        )
        passages = (Rendering(hit.text, hit.start, source.spans).html() for hit in source.hits)
        return f'<p class="hint">{changed}</p><div class="note">{"<hr>".join(passages)}</div>'
    in_order = sorted(source.hits, key=lambda hit: hit.start)
    # Where nothing is quoted the passage itself is what to look at.
    at = source.spans[0].start if source.spans else source.hits[0].start
    page = Rendering(note, 0, source.spans or in_order, {}, (at - SHOWN, at + SHOWN))
    kind = "note" if source.spans else "note nearest"
    return f'<div class="{kind}">{page.html()}</div>'


def _links(source: Source, folder: Path) -> str:
    """To the place in an editor, to the vault that the note lives in, to where it comes from."""
    hit = source.hits[0]
    file = (folder / hit.path).resolve()
    path = quote(file.as_posix().lstrip("/"))
    links = [(f"vscode://file/{path}:{source.line}", "편집기에서 열기", "Open in editor")]
    if any((parent / ".obsidian").is_dir() for parent in file.parents):
        links.append((f"obsidian://open?path={quote(str(file), safe='')}", "Obsidian", "Obsidian"))
    if hit.url and hit.url.startswith(("https://", "http://")):
        links.append((hit.url, "원문", "Original"))
    return f'<span class="file">{text(hit.path)}:{source.line}</span>' + "".join(
        f'<a href="{text(url)}" target="_blank" rel="noopener noreferrer">{say(ko, en)}</a>'
        for url, ko, en in links
    )
