"""Whether the notes hold what a questions file says they do."""

from collections.abc import Sequence
from pathlib import Path

from index.reading.text import decode
from qa.evaluation.questions import Question, nfc
from qa.notebook import Notebook


def find_warnings(notebook: Notebook, questions: Sequence[Question]) -> list[str]:
    """Gold that no answer can meet: notes that are not there, words that are not in them."""
    with notebook.store.engine.reading() as state:
        files = state.paths()
    texts: dict[str, str] = {}
    warnings = []
    for question in questions:
        for path in map(nfc, question.paths):
            if path not in files:
                warnings.append(f"{question.place}: {path} is not among the notes")
            elif path not in texts:
                texts[path] = nfc(_read(notebook.notes / files[path]))
        known = [texts[path] for path in map(nfc, question.paths) if path in texts]
        if known and not any(nfc(question.answer or "") in text for text in known):
            warnings.append(f"{question.place}: not verbatim in its note: {question.answer}")
    return warnings


def _read(file: Path) -> str:
    """Empty for what is no text any more."""
    try:
        return decode(file.read_bytes())[0]
    except (OSError, ValueError):
        return ""
