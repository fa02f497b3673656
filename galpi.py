"""The command line: its commands put together, and how it ends."""

import atexit
import os
import sys
from typing import Annotated

import typer

from index.errors import NotesError, StoreLocked
from terminal import asking, keeping, measuring, serving, showing
from terminal.language import say
from terminal.output import one_line
from terminal.usage import Commands

TRY_LATER = 75  # the exit code of what another process stands in the way of: EX_TEMPFAIL

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=say("내 노트에 묻고, 노트의 문장으로 답을 받습니다.", "Ask your own study notes."),
)
for group in (asking, showing, keeping, serving, measuring):
    app.add_typer(group.app)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # reads files

        print(f"galpi {version('galpi')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help=say("버전을 출력.", "Print it."),
            is_eager=True,
            callback=_print_version,
        ),
    ] = False,
) -> None:
    pass


def main() -> None:
    """Exit code 0; 1 for an error told in one line on stderr; 2 for wrong usage; 3 for a sync that
    had to leave out notes; 75 when another process is writing the store.
    """
    for stream, errors in (
        (sys.stdin, "surrogateescape"),
        (sys.stdout, "backslashreplace"),
        (sys.stderr, "backslashreplace"),
    ):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors=errors)
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except NotesError as error:
        print(f"galpi: {one_line(error)}", file=sys.stderr)
        sys.exit(TRY_LATER if isinstance(error, StoreLocked) else 1)
    except OSError as error:  # of what it writes to: a full disk, `galpi search … | head`
        if not isinstance(error, BrokenPipeError):
            print(f"galpi: {error}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def run() -> None:
    """`main`, as all that the process is for. It is over at once: to take the models apart again
    would take as long as half of the answer did.
    """
    try:
        main()
    except SystemExit as end:
        atexit._run_exitfuncs()
        os._exit(int(end.code or 0))


if __name__ == "__main__":
    run()
