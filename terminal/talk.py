"""A conversation in the terminal: follow-ups, a history, and the editor at what was found."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import NotesError, StoreLocked
from qa import Answer, Notebook
from terminal.answers import print_answer
from terminal.editor import open_at
from terminal.language import say
from terminal.options import Filters
from terminal.output import on_terminal, one_line, tell

PROMPT = "> "
HISTORY, MAX_HISTORY = "history", 1_000  # a file beside the store, and its lines
NEW, QUIT, HELP = "/new", "/quit", "/help"


class Talk:
    def __init__(self, notebook: Notebook, k: int, filters: Filters) -> None:
        self.notebook, self.k, self.filters = notebook, k, filters
        self.questions: list[str] = []
        self.answer: Answer | None = None

    def run(self) -> None:
        """Until the end of the input, or /quit."""
        people = sys.stdin.isatty() and on_terminal()
        if people:
            print(_help())
        with _history(self.notebook.store.folder / HISTORY if people else None):
            while (line := _read(PROMPT if people else "")) != QUIT:
                try:
                    self.take(line)
                except NotesError as error:
                    tell(f"galpi: {one_line(error)}")
                except KeyboardInterrupt:  # of the question that takes too long
                    print()

    def take(self, line: str) -> None:
        """Raises NotesError for a question, or an editor, that makes no sense."""
        if line in (HELP, "?", "/"):
            print(_help())
        elif line == NEW:
            self.questions, self.answer = [], None
        elif line.isascii() and line.isdigit() and len(line) == 1 and self.answer:
            self.open(int(line))
        elif line:
            self.ask(line)

    def ask(self, question: str) -> None:
        with suppress(StoreLocked):  # whoever syncs there takes in what has changed
            if self.notebook.has_changed():
                self.notebook.sync()
        self.answer = self.notebook.ask(question, self.k, self.questions, *self.filters)
        self.questions.append(question)
        print_answer(self.answer, self.notebook)
        print(flush=True)

    def open(self, number: int) -> None:
        """At the citation of that number, or the passage where nothing was found."""
        found = (self.answer.citations or self.answer.hits) if self.answer else ()
        places = [(one.path, one.line) for one in found]
        if not 1 <= number <= len(places):
            raise NotesError(
                say(f"{number}번은 없습니다.", f"there is no {number}; there are {len(places)}")
            )
        path, line = places[number - 1]
        open_at(self.notebook.notes / path, line)


def _read(prompt: str) -> str:
    try:
        return input(prompt).strip()
    except EOFError:
        return QUIT
    except KeyboardInterrupt:  # of a line begun
        print()
        return ""


@contextmanager
def _history(file: Path | None) -> Iterator[None]:
    """Lines of earlier conversations under the arrow keys, where the system has them."""
    try:
        import readline
    except ImportError:  # Windows has its own
        file = None
    if file is None:
        yield
        return
    with suppress(OSError):
        readline.read_history_file(file)
    readline.set_history_length(MAX_HISTORY)
    try:
        yield
    finally:
        with suppress(OSError):
            file.touch(mode=0o600)
            readline.write_history_file(file)


def _help() -> str:
    return say(
        "질문을 쓰세요. 1–9 편집기로 열기 · /new 새 이야기 · /quit 끝",
        "Ask a question. 1–9 open the editor · /new another topic · /quit the end",
    )
