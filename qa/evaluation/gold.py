"""Whether the notes hold what a questions file says they do."""

from collections.abc import Sequence
from pathlib import Path

from index.errors import QuestionError
from index.reading.text import decode
from qa.evaluation.questions import Question, nfc
from qa.notebook import Notebook


def find_warnings(notebook: Notebook, questions: Sequence[Question]) -> list[QuestionError]:
    """Gold that no answer can meet: notes that are not there, words that are not in them. To be
    told, not raised.
    """
    with notebook.store.engine.reading() as state:
        files = state.paths()
    texts: dict[str, str] = {}
    warnings = []
    for question in questions:
        place = question.place
        for path in map(nfc, question.paths):
            if path not in files:
                english, korean = f"{path} is not among the notes", f"{path}: 그런 노트가 없습니다."
                warnings.append(QuestionError(f"{place}: {english}", f"{place}: {korean}"))
            elif path not in texts:
                texts[path] = nfc(_read(notebook.notes / files[path]))
        known = [texts[path] for path in map(nfc, question.paths) if path in texts]
        if known and not any(nfc(question.answer or "") in text for text in known):
            english, korean = "not verbatim in its note", "노트에 그대로 있지 않음"
            answer = question.answer
            warnings.append(
                QuestionError(f"{place}: {english}: {answer}", f"{place}: {korean}: {answer}")
            )
    return warnings


def _read(file: Path) -> str:
    """Empty for what is no text any more."""
    try:
        return decode(file.read_bytes())[0]
    except (OSError, ValueError):
        return ""
