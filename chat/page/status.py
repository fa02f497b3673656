"""The state of the notebook on the page: the line in the header, the filters, the empty chat."""

from dataclasses import dataclass, field
from datetime import datetime
from html import escape

from chat.page.markup import say, tell, text
from chat.page.words import english
from qa import Book, Catalog


@dataclass(frozen=True)
class Status:
    """`phase` is opening, syncing, ready, or empty: there is no folder, or no note in it.

    `done` and `total` are of the sync that is under way, and of no meaning else.
    """

    phase: str = "opening"
    done: int = 0  # notes
    total: int = 0  # 0 when it is not known yet
    catalog: Catalog = field(default_factory=Catalog)
    examples: tuple[str, ...] = ()  # questions that the notes answer
    taken: int = 0  # notes that the last sync added, changed, renamed or removed
    failed: tuple[tuple[str, str], ...] = ()  # path and reason of notes that cannot be read
    changed: bool = False  # whether the folder is not as it was at the last sync
    problem: str | None = None  # why the last sync failed
    korean: str = ""  # the same, where it is not in both languages


def status_line(status: Status) -> str:
    """What is going on, as `<div class="status …">`; while it is, with a progress bar."""
    if status.phase in ("opening", "syncing"):
        return _progress(status)
    if status.phase == "empty":
        return _line("warn", say("노트 없음"))
    if status.problem:
        told = f'<span class="facts">{tell(status.problem, status.korean)}</span>'
        return _line("warn", say("동기화하지 못했습니다"), told)
    if status.changed:
        return _line("warn changed", say("노트가 바뀌었습니다"), _failed(status))
    return _line("ok", say("최신"), _counts(status) + _failed(status))


def _line(name: str, what: str, more: str = "") -> str:
    return f'<div class="status {name}" role="status"><i class="dot"></i><b>{what}</b>{more}</div>'


def _progress(status: Status) -> str:
    opening = status.phase == "opening"
    what = say("준비 중") if opening else say("반영 중")
    if not status.total:
        return _line("busy", what, '<progress aria-label="sync"></progress>')
    bar = f'<progress aria-label="sync" max="{status.total}" value="{status.done}"></progress>'
    count = say("노트 {done}/{total}", done=status.done, total=status.total)
    return _line("busy", what, f'{bar}<span class="facts">{count}</span>')


def _counts(status: Status) -> str:
    catalog, taken = status.catalog, status.taken
    when = ""
    if catalog.synced:
        when = f" · {datetime.fromisoformat(catalog.synced):%m.%d %H:%M}"
    notes, passages = catalog.notes, catalog.passages
    counts = say(
        "노트 {notes:,} · 문단 {passages:,}{when}", notes=notes, passages=passages, when=when
    )
    told = f'data-stamp="{text(stamp(catalog))}" data-taken="{taken}"'
    return f'<span class="facts" {told}>{counts}</span>'


def stamp(catalog: Catalog) -> str:
    """By which the page tells one state of the notes from another."""
    return f"{catalog.synced} {catalog.notes} {catalog.passages}"


def _failed(status: Status) -> str:
    """Notes that cannot be read, behind a number to be opened."""
    if not status.failed:
        return ""
    count = say("읽지 못한 노트 {count}개", count=len(status.failed))
    rows = (f"<li><b>{text(path)}</b> {tell(reason)}</li>" for path, reason in status.failed)
    return f'<details class="failed"><summary>{count}</summary><ul>{"".join(rows)}</ul></details>'


def filters(status: Status) -> str:
    """A select of books and for each book one of its chapters; page.js shows that of the book."""
    books = status.catalog.books
    names = "".join(f"<option>{escape(book.name)}</option>" for book in books)
    chapters = "".join(_chapters(book) for book in books)
    return (
        f'<label>{say("책")} <select id="book">{_ALL}{names}</select></label>'
        f'<label id="chapters" hidden>{say("장")} {chapters}</label>'
    )


_ALL = f'<option value="" data-en="{english("전체")}">전체</option>'


def _chapters(book: Book) -> str:
    options = "".join(
        f'<option value="{chapter.number}">{chapter.number}. {escape(chapter.title)}</option>'
        for chapter in book.chapters
    )
    return f'<select data-book="{escape(book.name)}" hidden>{_ALL}{options}</select>'


def welcome(status: Status) -> str:
    """What an empty chat shows: questions to begin with, or how to get so far."""
    if status.phase == "empty":
        return _first_run(tell(status.problem or "", status.korean))
    if not status.catalog.notes:
        what = say("노트를 읽고 있습니다")
        more = say("처음에는 조금 걸립니다.")
        return f"<h2>{what}</h2><p>{more}</p>"
    what = say("무엇을 찾아 드릴까요?")
    more = say("답은 모두 노트에 있는 문장 그대로입니다. 번호를 누르면 원문 위치로 이동합니다.")
    asked = (f'<button type="button">{text(q)}</button>' for q in status.examples)
    return f'<h2>{what}</h2><p>{more}</p><div class="examples">{"".join(asked)}</div>'


def _first_run(problem: str) -> str:
    """`problem` is HTML."""
    what = say("아직 노트가 없습니다")
    steps = [
        say("노트 폴더를 만들고 책마다 폴더를 하나씩 둡니다."),
        say("장마다 .md나 .txt 파일 하나를 넣습니다."),
        say("위의 ‘업데이트’를 누릅니다."),
    ]
    listed = "".join(f"<li>{step}</li>" for step in steps)
    return f'<h2>{what}</h2><ol>{listed}</ol><p class="hint">{problem}</p>'
