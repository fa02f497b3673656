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

_SUCH = '{"q": "…"}'


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
            f"{file} cannot be read ({error}); expected a UTF-8 file with one JSON object a line",
            f"{file}: 읽을 수 없습니다({error}). 한 줄에 JSON 객체 하나인 UTF-8 파일이어야 합니다.",
        ) from error
    # Not splitlines(): a JSON text may hold other line breaks, such as U+2028.
    lines = enumerate(content.split("\n"), start=1)
    questions = [_question(line, f"{file}:{number}") for number, line in lines if line.strip()]
    if not questions:
        raise QuestionError(
            f"{file} holds no question; expected lines such as {_SUCH}",
            f"{file}: 질문이 없습니다. {_SUCH} 같은 줄을 적으세요.",
        )
    return questions


def _question(line: str, place: str) -> Question:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise QuestionError(
            f"{place}: not JSON ({error}); expected one object a line",
            f"{place}: JSON이 아닙니다({error}). 한 줄에 객체 하나를 적으세요.",
        ) from error
    if problem := _problem(record):
        english, korean = problem
        raise QuestionError(f"{place}: {english}", f"{place}: {korean}")
    paths = dict.fromkeys([record.get("path"), *(record.get("paths") or [])])
    return Question(
        text=record["q"],
        paths=tuple(path for path in paths if path),
        answer=record.get("answer") or None,
        kind=record.get("kind") or None,
        lang=record.get("lang") or None,
        place=place,
    )


def _problem(record: Any) -> tuple[str, str] | None:
    """What is wrong with a line, in English and Korean."""
    if not isinstance(record, dict):
        found = _shown(record)
        return (
            f"{found} is no JSON object; expected one such as {_SUCH}",
            f"{found}: JSON 객체가 아닙니다. {_SUCH}처럼 적으세요.",
        )
    if not record.get("q"):
        return (
            'no question; expected it as a text under "q"',
            '질문이 없습니다. "q"에 글로 적으세요.',
        )
    for name in ("q", "path", "answer", "kind", "lang"):
        if not isinstance(record.get(name), str | None):
            found = _shown(record[name])
            return (f'"{name}" is {found}; expected a text', f'"{name}": {found}. 글이어야 합니다.')
    paths = record.get("paths")
    if paths is not None and not _are_texts(paths):
        found = _shown(paths)
        return (
            f'"paths" is {found}; expected a list of texts',
            f'"paths": {found}. 글의 목록이어야 합니다.',
        )
    if record.get("answer") and not (record.get("path") or paths):
        return (
            'an "answer" but no "path"; name the note that holds it, or leave the answer out',
            '"answer"는 있고 "path"가 없습니다. 답이 든 노트를 적거나 답을 빼세요.',
        )
    return None


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:40]
