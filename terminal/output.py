"""What is printed: JSON, colours, links and counters, each only where it is wanted."""

import json
import os
import re
import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from index.errors import NotesError
from terminal.language import say

if TYPE_CHECKING:
    from index.store.sync import Progress

# Control characters but tab and newline, and those that turn the direction of a line.
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# Variables that terminals with hyperlinks (OSC 8) set, and names that they go by.
_LINKING = ("WT_SESSION", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "DOMTERM", "WEZTERM_PANE")
_LINKING_NAMES = re.compile(r"iterm|wezterm|vscode|ghostty|hyper|tabby|rio|kitty|alacritty|foot")
_VTE = 5000  # GNOME Terminal and its kin, by the version of what they are made of


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def print_json_line(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)


def one_line(error: NotesError) -> str:
    return " ".join(say(error.korean, error.english).split())


def tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def on_terminal() -> bool:
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def harmless(text: str) -> str:
    """A note must not steer the terminal that it is shown on; a pipe gets it as it is."""
    return _STEERING.sub("\ufffd", text) if sys.stdout.isatty() else text


def highlighted(text: str) -> str:
    """Black on yellow. https://no-color.org"""
    if not on_terminal() or os.environ.get("NO_COLOR"):
        return harmless(text)
    return f"\033[1;30;43m{harmless(text)}\033[0m"


def linked(text: str, address: str | None) -> str:
    if not (address and on_terminal() and has_links(os.environ)):
        return harmless(text)
    return f"\033]8;;{address}\033\\{harmless(text)}\033]8;;\033\\"


def has_links(environ: Mapping[str, str]) -> bool:
    """Whether the terminal knows hyperlinks; others show an escape, or worse."""
    if forced := environ.get("FORCE_HYPERLINK"):
        return forced != "0"
    if environ.get("TERM", "").startswith(("screen", "tmux")):  # older ones swallow the text
        return False
    if environ.get("VTE_VERSION", "").isdigit() and int(environ["VTE_VERSION"]) >= _VTE:
        return True
    names = f"{environ.get('TERM_PROGRAM', '')} {environ.get('TERM', '')}".lower()
    return any(name in environ for name in _LINKING) or bool(_LINKING_NAMES.search(names))


def progress(what: str) -> "Progress | None":
    """A counter on stderr, with the time that is left, on a terminal only."""
    began = time.monotonic()

    def count(done: int, total: int) -> None:
        seconds = round((time.monotonic() - began) / done * (total - done)) if done else 0
        clock = f"{seconds // 60}:{seconds % 60:02}"
        left = say(f" · 남은 시간 {clock}", f" · {clock} left") if seconds else ""
        end = "\n" if done == total else ""
        print(f"\r{what} {done}/{total}{left}\033[K", end=end, file=sys.stderr, flush=True)

    return count if sys.stderr.isatty() else None


def indented(text: str) -> str:
    return "\n".join("   " + line for line in harmless(text).splitlines())
