"""The log: what was synced when, in `galpi.log` beside the store. Never the text of a note."""

import logging
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG = logging.getLogger("galpi")
LOG.addHandler(logging.NullHandler())  # else warnings go to stderr where nobody asked for a log
_BYTES, _KEPT = 1_000_000, 3  # of a file, and files before the current one
_FORMAT = "%(asctime)s %(process)d %(levelname)s %(message)s"


def open_log(folder: Path, verbose: bool = False) -> None:
    """For the command line; a program that imports galpi sets up its own. A folder in which no log
    can be written goes without.
    """
    LOG.setLevel(logging.DEBUG if verbose else logging.INFO)
    LOG.propagate = False
    handlers: list[logging.Handler] = [logging.StreamHandler()] if verbose else []
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handlers.append(
            RotatingFileHandler(
                folder / "galpi.log", maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8",
                errors="backslashreplace",
            )
        )  # fmt: skip
    close_log()
    for handler in handlers:
        handler.setFormatter(_OneLine(_FORMAT))
        LOG.addHandler(handler)


def close_log() -> None:
    for handler in LOG.handlers[1:]:
        LOG.removeHandler(handler)
        handler.close()


class _OneLine(logging.Formatter):
    """A file name with a newline in it must not look like a line of the log."""

    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))


def printable(text: str) -> str:
    r"""On one line, without control characters: a newline becomes `\n`, an escape `\x1b`."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )
