"""Many questions at once: a line of JSON for each, an answer or what was wrong with it."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from chat.server.programs.asked import Asked, told
from qa import Notebook, QuestionError
from terminal.language import say
from terminal.options import Filters
from terminal.output import one_line


def answers(
    notebook: Notebook, lines: Iterable[str], k: int, filters: Filters
) -> Iterator[dict[str, Any]]:
    """One for each line that is not blank, in their order. `k` and `filters` hold for the
    questions that say nothing else.
    """
    usual = {"k": k, **dict(zip(("book", "chapter", "tag", "folder"), filters, strict=True))}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield notebook.ask(**usual | _asked(line.strip())).to_dict()
            except QuestionError as error:
                yield {"line": number, "error": one_line(error)}
            except ValueError as error:
                why = told(error)
                yield {"line": number, "error": say(f"읽을 수 없는 질문입니다({why}).", why)}


def _asked(line: str) -> dict[str, Any]:
    """Of `{"question": …, "book": …}`, of a line of a questions file (`{"q": …}`, the question
    alone), of a JSON text, or of the bare question. Raises ValueError.
    """
    given = json.loads(line) if line[0] in '{"' else line
    if isinstance(given, dict) and "q" in given:
        given = given["q"]
    if not isinstance(given, dict):
        given = {"question": given}
    return Asked.model_validate(given).model_dump(exclude_unset=True)
