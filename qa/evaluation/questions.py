"""A questions file: questions with the notes and the words that answer them, to measure with.

JSON Lines, an object a line: `q`, the question; `path`, or `paths`, of the notes that answer it;
`answer`, a verbatim piece of one of them; `kind` and `lang`, to tell figures apart. Only `q` has
to be there. A question without a path is one that the notes do not answer.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import normalize

from index.errors import QuestionError
from index.words.terms import has_hangul


@dataclass(frozen=True)
class Question:
    text: str
    paths: tuple[str, ...]  # of the right notes; none when no note answers it
    answer: str | None  # a verbatim piece of one of those notes
    kind: str | None = None
    lang: str | None = None
    place: str = ""  # `file:line`, for messages

    @property
    def language(self) -> str:
        """As the file says, else `ko` for a question with Hangul and `en` for others."""
        return self.lang or ("ko" if has_hangul(self.text) else "en")


def nfc(text: str) -> str:
    """The form in which paths and answers are compared."""
    return normalize("NFC", text)


def read_questions(file: Path) -> list[Question]:
    """At least one. Raises QuestionError, with `file:line`, for the first bad line."""
    try:
        content = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionError(
            f"{file} cannot be read ({error}); expected a UTF-8 file with one JSON object a line"
        ) from error
    # Not splitlines(): a JSON text may hold other line breaks, such as U+2028.
    lines = enumerate(content.split("\n"), start=1)
    questions = [_question(line, f"{file}:{number}") for number, line in lines if line.strip()]
    if not questions:
        raise QuestionError(f'{file} holds no question; expected lines such as {{"q": "…"}}')
    return questions


def _question(line: str, place: str) -> Question:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise QuestionError(f"{place}: not JSON ({error}); expected one object a line") from error
    problem = _problem(record)
    if problem:
        raise QuestionError(f"{place}: {problem}")
    paths = dict.fromkeys([record.get("path"), *(record.get("paths") or [])])
    return Question(
        text=record["q"],
        paths=tuple(path for path in paths if path),
        answer=record.get("answer") or None,
        kind=record.get("kind") or None,
        lang=record.get("lang") or None,
        place=place,
    )


def _problem(record: Any) -> str | None:
    """What is wrong with a line, in words."""
    if not isinstance(record, dict):
        return f'{_shown(record)} is no JSON object; expected one such as {{"q": "…"}}'
    if not record.get("q"):
        return 'no question; expected it as a text under "q"'
    for name in ("q", "path", "answer", "kind", "lang"):
        if not isinstance(record.get(name), str | None):
            return f'"{name}" is {_shown(record[name])}; expected a text'
    paths = record.get("paths")
    if paths is not None and not _are_texts(paths):
        return f'"paths" is {_shown(paths)}; expected a list of texts'
    if record.get("answer") and not (record.get("path") or paths):
        return 'an "answer" but no "path"; name the note that holds it, or leave the answer out'
    return None


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:40]
