"""Questions to begin with, made of the notes' own headings and kept only if they are answered."""

import time
from collections.abc import Iterator, Sequence
from itertools import islice

from chat.page.questions import is_answered, question, shorter
from qa import Answer, Notebook

WANTED = 4
TRIED = 40  # questions asked at most, from all over the notes
LONGEST = 15.0  # seconds for all of them, while others can be asked already
SURE = 0.65  # confidence from which an answer is shown off


def examples(notebook: Notebook) -> tuple[str, ...]:
    """The surest of them, each from another note as far as there are enough."""
    sure: dict[str, list[tuple[float, str]]] = {}
    ends = time.monotonic() + LONGEST
    for path, asked in islice(_spread(notebook.catalog().headings), TRIED):
        answer = notebook.ask(asked)
        if _shows_off(answer, path):
            sure.setdefault(path, []).append((answer.confidence, asked))
        if len(sure) >= 2 * WANTED or time.monotonic() > ends:
            break
    ranked = sorted(
        (place, -confidence, asked)
        for of in sure.values()
        for place, (confidence, asked) in enumerate(sorted(of, reverse=True))
    )
    return tuple(asked for _, _, asked in ranked[:WANTED])


def _spread(headings: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Questions with their notes: of each note the first, then the second of each; from all over
    the notes, if these are many.
    """
    of: dict[str, list[str]] = {}
    for path, heading in headings:
        of.setdefault(path, []).append(heading)
    step = max(1, len(of) // TRIED)
    paths = [path for first in range(step) for path in list(of)[first::step]]
    making = {path: _made(of[path]) for path in paths}
    while making:
        for path, made in list(making.items()):
            if asked := next(made, None):
                yield path, asked
            else:
                del making[path]


def _made(headings: Sequence[str]) -> Iterator[str]:
    """In full at first; more notes answer the shorter ones."""
    asked = dict.fromkeys(filter(None, map(question, headings)))
    yield from asked
    yield from (short for one in asked if (short := shorter(one)) != one)


def _shows_off(answer: Answer, path: str) -> bool:
    cited = {citation.path for citation in answer.citations}
    return is_answered(answer) and answer.confidence >= SURE and path in cited
