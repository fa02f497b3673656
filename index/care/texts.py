"""What is found, in both languages: English for programs and logs, the user's where it is shown."""

import re
from typing import NamedTuple

from index.errors import NotesError


class Text(NamedTuple):
    english: str
    korean: str

    def mended_by(self, command: str) -> "Text":
        return Text(f"{self.english}; run: {command}", f"{self.korean}; 실행: {command}")


def text_of(error: NotesError) -> Text:
    return Text(error.english, error.korean)


# What the engines say of their own state.
_OF_ENGINES = (
    (r"orphan in (\w+)", r"딸린 곳이 없는 행이 \1 표에 있습니다"),
    (r"(\d+) words of no content", r"딸린 내용이 없는 낱말 \1개"),
    (r"(\d+) units of no content", r"딸린 내용이 없는 단위 \1개"),
    (r"the sums of the vectors are not of these", "벡터의 합이 이 벡터들의 것이 아닙니다"),
    (r"the sums of the vectors are not what these say", "벡터의 합이 벡터와 다릅니다"),
    (r"the sums over the contents are not what these say", "내용의 합이 내용과 다릅니다"),
    (
        r"what is held of block (\d+) is not what its contents say",
        r"블록 \1에 담긴 것이 내용과 다릅니다",
    ),
)


def text_of_engine(problem: str) -> Text:
    """SQLite's own words stay as they are."""
    for pattern, korean in _OF_ENGINES:
        if found := re.fullmatch(pattern, problem):
            return Text(problem, found.expand(korean))
    return Text(problem, f"SQLite의 검사: {problem}")
