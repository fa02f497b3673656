"""The commands that keep notes and store: sync, watch, import and doctor. Heavy imports are left
to them.
"""

import json
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import NotesError

if TYPE_CHECKING:
    from index.care.checks import Check
    from index.store import Store, Where
    from index.store.report import SyncReport
    from index.store.sync import Progress

DATA = Path("data")
MAX_LEFT_OUT = 20  # of what was left out, as many are named
SOME_FAILED = 3  # the exit code of a sync that left out notes

Notes = Annotated[Path, typer.Option("--notes", help="The notes folder.", envvar="GALPI_NOTES")]
StoreFolder = Annotated[
    str | None,
    typer.Option("--store", help="A folder, or postgresql://user@host/database."),
]
Model = Annotated[
    str, typer.Option("--model", help="bundled, or a sentence-transformers name or folder.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Folder = Annotated[Path | None, typer.Argument(help="The notes folder.")]
Rebuild = Annotated[bool, typer.Option("--rebuild", help="Make the store anew.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only tell what would be done.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="Tell each step, on stderr.")]
Repair = Annotated[bool, typer.Option("--repair", help="Mend what is wrong.")]

app = typer.Typer()


@app.command("sync")
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
    """노트 폴더의 바뀐 부분을 반영합니다. Bring the store in step with the notes folder."""
    from index.embedding.models import load_model
    from index.store.sync import preview, sync

    notes = folder or notes
    with _opened(notes, store, verbose, dry_run) as opened:
        if dry_run:
            report = preview(notes, opened, load_model(model), rebuild)
        else:
            report = sync(notes, opened, load_model(model), progress("노트 notes"), rebuild)
    if as_json:
        print_json(report.to_dict())
    else:
        _print_report(report, each=dry_run)
    if report.failed:
        raise typer.Exit(SOME_FAILED)


@app.command()
def watch(
    folder: Folder = None,
    notes: Notes = DATA,
    store: StoreFolder = None,
    model: Model = "bundled",
    verbose: Verbose = False,
) -> None:
    """노트가 바뀔 때마다 반영합니다. Sync after each change, until Ctrl-C."""
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
        print(f"지켜보는 중 · watching {notes}", file=sys.stderr, flush=True)
        for result in keep_in_step(notes, lambda: sync(notes, opened, embedder), stop):
            if isinstance(result, NotesError):
                print(f"galpi: {one_line(result)}", file=sys.stderr, flush=True)
            else:
                _print_report(result, each=True)


@app.command("import")
def import_command(
    source: Annotated[Path, typer.Argument(help="A feed, an export, a page or a listing.")],
    notes: Notes = DATA,
    as_json: AsJson = False,
) -> None:
    """블로그 글을 노트로 옮깁니다. Make one note of each post.

    RSS, Atom, JSON Feed, WordPress (.xml), 저장한 글 a page (.html), 목록 a listing (.txt).
    """
    from index.reading.imports import import_source

    report = import_source(source, notes)
    if as_json:
        print_json(report.to_dict())
        return
    for path in report.written:
        print(f"썼음 written    {path}")
    for path in report.unchanged:
        print(f"같음 unchanged  {path}")
    for path in report.kept:
        print(f"그대로 둠 kept  {path} (고친 노트이거나 같은 장의 노트 · edited, or same chapter)")


@app.command()
def doctor(
    notes: Notes = DATA,
    store: StoreFolder = None,
    repair: Repair = False,
    verbose: Verbose = False,
    as_json: AsJson = False,
) -> None:
    """설치와 저장소를 살펴봅니다. Check the installation, the notes and the store."""
    from index.care.checks import run_checks
    from index.care.repair import repair as mend
    from index.log import close_log, open_log
    from index.store import default_store, folder_of

    where = store or default_store(notes)
    checks = run_checks(notes, where)
    if repair and not all(check.ok for check in checks):
        open_log(folder_of(where, notes), verbose)
        for step in mend(notes, where, checks):
            print(f"고침 mended: {step}", file=sys.stderr)
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


def progress(what: str) -> "Progress | None":
    """A counter on stderr, with the time that is left, on a terminal only."""
    began = time.monotonic()

    def tell(done: int, total: int) -> None:
        seconds = round((time.monotonic() - began) / done * (total - done)) if done else 0
        left = f" · 남음 left {seconds // 60}:{seconds % 60:02}" if seconds else ""
        end = "\n" if done == total else ""
        print(f"\r{what} {done}/{total}{left}\033[K", end=end, file=sys.stderr, flush=True)

    return tell if sys.stderr.isatty() else None


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _print_report(report: "SyncReport", each: bool) -> None:
    """With a line for each note, or the counts alone."""
    from index.log import printable

    for name, path in report.differences() if each else ():
        print(f"  {name:8} {printable(path)}")
    print(f"노트 notes: {report.counts()}")
    print(f"조각 chunks: {report.embedded} embedded, {report.reused} reused", end="")
    print(f" ({report.seconds:.2f} s)", flush=True)
    for notice in (*report.failed, *report.notices):
        print(f"  ! {printable(f'{notice.path}: {notice.reason}')}", file=sys.stderr)
    for notice in report.left_out[:MAX_LEFT_OUT]:
        print(f"  - {printable(f'{notice.path}: {notice.reason}')}", file=sys.stderr)
    if more := len(report.left_out[MAX_LEFT_OUT:]):
        print(f"  - 그 밖에 {more}개 · {more} more", file=sys.stderr)
    if unread := report.not_read():
        print(f"  - {unread}", file=sys.stderr)


def _print_checks(checks: "list[Check]") -> None:
    from index.log import printable

    for check in checks:
        print(f"{'ok  ' if check.ok else 'FAIL'} {check.name}: {printable(check.found)}")
