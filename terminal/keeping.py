"""The commands that keep notes and store: sync, watch, import and doctor."""

import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import NotesError
from index.words.analyser import load_beside
from terminal.language import own, say
from terminal.options import DATA, AsJson, Folder, Model, Notes, StoreFolder
from terminal.output import one_line, print_json, progress, tell

if TYPE_CHECKING:
    from index.care.checks import Check
    from index.language import Text
    from index.store import Store, Where
    from index.store.report import SyncReport

MAX_LEFT_OUT = 20  # of what was left out, as many are named
SOME_FAILED = 3  # the exit code of a sync that left out notes
CHECKS = {  # the packages have their own names
    "bundled model": "내장 모델",
    "notes": "노트",
    "store": "저장소",
    "database": "데이터베이스",
    "vectors and words": "벡터와 낱말",
    "model": "모델",
    "place": "자리",
    "passages": "문단",
    "last sync": "마지막 동기화",
}

Rebuild = Annotated[
    bool,
    typer.Option("--rebuild", help=say("저장소를 새로 만듭니다.", "Make the store anew.")),
]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run", help=say("할 일만 알려 줍니다.", "Only tell what would be done.")),
]
Verbose = Annotated[
    bool,
    typer.Option("--verbose", help=say("단계마다 stderr로.", "Tell each step, on stderr.")),
]
Repair = Annotated[
    bool, typer.Option("--repair", help=say("잘못된 것을 고칩니다.", "Mend what is wrong."))
]
Source = Annotated[
    Path,
    typer.Argument(
        metavar=say("글", "source"),
        help=say(
            "피드, 내보낸 글(.xml), 저장한 글(.html), 목록(.txt).",
            "A feed, a WordPress export (.xml), a page (.html) or a listing (.txt).",
        ),
    ),
]

app = typer.Typer()


@app.command(
    "sync", help=say("바뀐 노트를 반영합니다.", "Bring the store in step with the notes folder.")
)
def sync_command(
    folder: Folder = None,
    notes: Notes = DATA,
    store: StoreFolder = None,
    model: Model = "bundled",
    rebuild: Rebuild = False,
    dry_run: DryRun = False,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    if not dry_run:
        load_beside()  # most are for an edit; what is not needed ends with the command
    from index.embedding.models import load_model
    from index.store.sync import preview, sync

    notes = folder or notes
    with _opened(notes, store, verbose, dry_run) as opened:
        if dry_run:
            report = preview(notes, opened, load_model(model), rebuild)
        else:
            report = sync(notes, opened, load_model(model), progress(say("노트", "notes")), rebuild)
    if as_json:
        print_json(report.to_dict())
    else:
        _print_report(report, each=dry_run)
    if report.failed:
        raise typer.Exit(SOME_FAILED)


@app.command(help=say("노트가 바뀔 때마다 반영합니다.", "Sync after each change, until Ctrl-C."))
def watch(
    folder: Folder = None,
    notes: Notes = DATA,
    store: StoreFolder = None,
    model: Model = "bundled",
    verbose: Verbose = False,
) -> None:
    from index.care.watch import keep_in_step
    from index.embedding.models import load_model
    from index.store.sync import sync

    notes = folder or notes
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with _opened(notes, store, verbose) as opened:
        embedder = load_model(model)
        opened.check(embedder)
        tell(say(f"지켜보는 중: {notes}", f"watching {notes}"))
        for result in keep_in_step(notes, lambda: sync(notes, opened, embedder), stop):
            if isinstance(result, NotesError):
                tell(f"galpi: {one_line(result)}")
            else:
                _print_report(result, each=True)


@app.command("import", help=say("블로그 글을 노트로 옮깁니다.", "Make one note of each post."))
def import_command(
    source: Source,
    notes: Notes = DATA,
    as_json: AsJson = False,
) -> None:
    from index.reading.imports import import_source

    report = import_source(source, notes)
    if as_json:
        print_json(report.to_dict())
        return
    names = {"written": "썼음", "unchanged": "같음", "kept": "그대로 둠"}
    why = say("고친 노트이거나 같은 장의 노트", "edited, or of the same chapter")
    for name, korean in names.items():
        for path in getattr(report, name):
            more = f" ({why})" if name == "kept" else ""
            print(f"{say(korean, f'{name:9}')}  {path}{more}")


@app.command(
    help=say("설치와 저장소를 살펴봅니다.", "Check the installation, the notes and the store.")
)
def doctor(
    notes: Notes = DATA,
    store: StoreFolder = None,
    repair: Repair = False,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    from index.care.checks import run_checks
    from index.care.repair import repair as mend
    from index.log import close_log, open_log
    from index.store import default_store, folder_of

    where = store or default_store(notes)
    checks = run_checks(notes, where)
    if repair and not all(check.ok for check in checks):
        open_log(folder_of(where, notes), verbose)
        for step in mend(notes, where, checks):
            tell(f"{say('고침', 'mended')}: {_step(step)}")
        close_log()
        checks = run_checks(notes, where)
    if as_json:
        print_json([check.to_dict() for check in checks])
    else:
        _print_checks(checks)
    if not all(check.ok for check in checks):
        raise typer.Exit(1)


@contextmanager
def _opened(
    notes: Path, given: str | None, verbose: bool, dry_run: bool = False
) -> "Iterator[Store]":
    """The store, with its log; where there is none yet, a dry run makes one for itself alone."""
    from index.log import close_log, open_log
    from index.reading.folder import check_folder
    from index.store import Store, default_store, folder_of, missing

    check_folder(notes)
    where: Where = given or default_store(notes)
    with ExitStack() as stack:
        if not dry_run:
            open_log(folder_of(where, notes), verbose)
            stack.callback(close_log)
        elif missing(where, notes):
            where = Path(stack.enter_context(TemporaryDirectory(prefix="galpi-")))
        yield stack.enter_context(closing(Store(where, notes)))


def _print_report(report: "SyncReport", each: bool) -> None:
    """With a line for each note, or the counts alone."""
    from index.log import printable

    for name, path in report.differences() if each else ():
        print(f"  {say(_KOREAN[name], f'{name:8}')} {printable(path)}")
    print(say(f"노트: {_counts(report)}", f"notes: {report.counts()}"))
    chunks = (report.embedded, report.reused)
    made = say("조각: 새로 {}, 다시 씀 {}", "chunks: {} embedded, {} reused").format(*chunks)
    print(f"{made} ({report.seconds:.2f} s)", flush=True)
    for mark, notices in (("!", report.failed + report.notices), ("-", report.left_out)):
        for notice in notices[: None if mark == "!" else MAX_LEFT_OUT]:
            tell(f"  {mark} {printable(f'{notice.path}: {own(notice.reason)}')}")
    if more := len(report.left_out[MAX_LEFT_OUT:]):
        tell(say(f"  - 그 밖에 {more}개", f"  - {more} more"))
    if unread := report.not_read():
        tell(f"  - {own(unread)}")


_KOREAN = {"added": "추가", "changed": "변경", "removed": "삭제", "renamed": "이름 바뀜"}


def _counts(report: "SyncReport") -> str:
    counts = [f"{korean} {len(getattr(report, name))}" for name, korean in _KOREAN.items()]
    return ", ".join([*counts, f"그대로 {report.unchanged}", f"실패 {len(report.failed)}"])


def _step(step: "Text | SyncReport") -> str:
    if isinstance(step, tuple):
        return say(step.korean, step.english)
    return say(_counts(step), step.counts())


def _print_checks(checks: "list[Check]") -> None:
    from index.log import printable

    for check in checks:
        mark = say("정상", "ok  ") if check.ok else say("이상", "FAIL")
        name = say(CHECKS.get(check.name, check.name), check.name)
        found = say(check.korean or check.found, check.found)
        print(f"{mark} {name}: {printable(found)}")
