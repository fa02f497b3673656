"""Thumbs up and down, and answers that were picked instead, kept beside the store: a line of JSON
each, in the form of `galpi eval`.
"""

import json
import time
from contextlib import suppress

from qa import Answer, Notebook, Span

FILE = "feedback.jsonl"


def add_feedback(
    notebook: Notebook, answer: Answer, good: bool, picked: Span | None = None
) -> None:
    """`picked` is the answer, if it is none of those that were given.

    A store that cannot be written to is no reason to disturb a reader.
    """
    line = {"q": answer.question, "good": good, "at": time.strftime("%Y-%m-%dT%H:%M:%S%z")}
    if span := picked or next(iter(answer.spans), None):
        line |= {"path": answer.hits[span.hit - 1].path, "answer": span.text}
    folder = notebook.store.folder
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (folder / FILE).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
