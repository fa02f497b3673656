"""What was asked on the page and whether the notes answered, kept beside the store: a line of JSON
each. It never leaves the machine, and the page draws it by week.
"""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qa import Answer, Notebook

MAX_BYTES = 1_000_000  # then the older half is dropped


@dataclass(frozen=True)
class Asked:
    at: datetime
    question: str
    found: bool


def file_of(notebook: Notebook) -> Path:
    """Several notes folders may share that of the store."""
    return notebook.store.folder / f"{notebook.notes.resolve().name or 'notes'}-asked.jsonl"


def note_asked(notebook: Notebook, answer: Answer) -> None:
    """A store that cannot be written to is no reason to disturb a reader."""
    line = {"q": answer.question, "found": answer.found, "at": time.strftime("%Y-%m-%dT%H:%M:%S%z")}
    file = file_of(notebook)
    with suppress(OSError):
        with file.open("a", encoding="utf-8") as opened:
            opened.write(json.dumps(line, ensure_ascii=False) + "\n")
        if file.stat().st_size > MAX_BYTES:
            lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
            file.write_text("".join(lines[len(lines) // 2 :]), encoding="utf-8")


def read_asked(notebook: Notebook) -> list[Asked]:
    """The oldest first, as far as its lines can be read."""
    with suppress(OSError, UnicodeDecodeError):
        text = file_of(notebook).read_text(encoding="utf-8")
        return list(_read(text.splitlines()))
    return []


def _read(lines: list[str]) -> Iterator[Asked]:
    for line in lines:
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            found = json.loads(line)
            at = datetime.fromisoformat(found["at"])
            yield Asked(at.replace(tzinfo=None), str(found["q"]), bool(found["found"]))
