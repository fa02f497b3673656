"""The endpoints for programs, and with --mcp for agents: the JSON of the command line."""

from collections.abc import Callable
from typing import Any, TypeVar

import gradio as gr
from gradio.events import api

from chat.server.backend import Backend
from chat.server.programs.problems import one_line
from qa import NotesError

T = TypeVar("T")
MAX_HISTORY = 5  # earlier questions that are looked at


def add_endpoints(backend: Backend) -> None:
    """Within a gr.Blocks: exactly `ask`, `search` and `sync`."""

    def ask(
        question: str,
        k: int = 5,
        history: list[str] | None = None,
        book: str | None = None,
        chapter: int | None = None,
        tag: str | None = None,
    ) -> dict[str, Any]:
        """Answer a question with one to three sentences of the notes, or say they hold none.

        Args:
            question: in Korean or English, at most 1,000 characters
            k: how many passages to look at, 1 to 100
            history: the earlier questions of the conversation, the latest last
            book: only in this book
            chapter: only in this chapter
            tag: only in notes with this tag
        """
        _check(question=question, k=k, book=book, chapter=chapter, tag=tag)
        earlier = [q for q in history or [] if isinstance(q, str)][-MAX_HISTORY:]
        filters = {"book": book, "chapter": chapter, "tag": tag}
        return _told(lambda: backend.ask(question, k=k, history=earlier, **filters)).to_dict()

    def search(
        question: str,
        k: int = 5,
        book: str | None = None,
        chapter: int | None = None,
        tag: str | None = None,
    ) -> list[dict[str, Any]]:
        """Find the passages of the notes that are nearest to a question, best first.

        Args:
            question: in Korean or English, at most 1,000 characters
            k: how many passages, 1 to 100
            book: only in this book
            chapter: only in this chapter
            tag: only in notes with this tag
        """
        _check(question=question, k=k, book=book, chapter=chapter, tag=tag)
        hits = _told(lambda: backend.notebook.search(question, k, book, chapter, tag))
        return [hit.to_dict() for hit in hits]

    def sync() -> dict[str, Any]:
        """Take in the notes that were added, changed, renamed or removed, and report them."""
        return _told(backend.sync).to_dict()

    for endpoint in (ask, search, sync):
        api(endpoint, api_name=endpoint.__name__)


def _check(**given: Any) -> None:
    """Gradio lets a client send anything."""
    for name, value in given.items():
        expected = int if name in ("k", "chapter") else str
        optional = name in ("book", "chapter", "tag")
        if not (isinstance(value, expected) or (optional and value is None)):
            what = "whole number" if expected is int else "text"
            raise gr.Error(f"{name} is no {what}", print_exception=False)


def _told(call: Callable[[], T]) -> T:
    """What is wrong in one line of English, and no traceback for a wrong question."""
    try:
        return call()
    except NotesError as error:
        raise gr.Error(one_line(error), print_exception=False) from error
