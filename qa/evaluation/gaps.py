"""Gaps: the same questions over the same notes, with the answer of each taken out of its note.

Wording says nothing then, only reading does: questions that were written to have no answer give
themselves away by what they ask for.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from index.reading.text import decode
from index.store.sync import Progress
from qa.answers import Answer
from qa.evaluation.questions import Question, nfc
from qa.notebook import Notebook


def ask_gaps(
    notebook: Notebook, questions: Sequence[Question], progress: Progress | None = None
) -> dict[int, Answer]:
    """By number of the question, for those with a verbatim answer; asked of a copy of the notes."""
    tell = progress or (lambda done, total: None)
    answers = {}
    with TemporaryDirectory() as scratch:
        notes, store = Path(scratch) / "notes", Path(scratch) / "store"
        shutil.copytree(notebook.notes, notes)
        with closing(Notebook.open(notes, store, notebook.model.name)) as copy:
            copy.calibrated = notebook.calibrated
            for number, question in enumerate(questions):
                tell(number, len(questions))
                with without_answer(copy, question) as taken:
                    if taken:
                        answers[number] = copy.ask(question.text)
    tell(len(questions), len(questions))
    return answers


@contextmanager
def without_answer(notebook: Notebook, question: Question) -> Iterator[bool]:
    """Whether anything was there to be taken out."""
    files = [notebook.notes / path for path in question.paths]
    before = {file: file.read_bytes() for file in files if file.is_file()}
    texts = {file: nfc(decode(content)[0]) for file, content in before.items()}
    answer = nfc(question.answer or "")
    holding = {file: text for file, text in texts.items() if answer and answer in text}
    for file, text in holding.items():
        file.write_text(text.replace(answer, ""), encoding="utf-8")
    if holding:
        notebook.sync()
    try:
        yield bool(holding)
    finally:
        for file in holding:
            file.write_bytes(before[file])
        if holding:
            notebook.sync()
