"""The handlers of the page: what a browser sends, and what is then shown."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import gradio as gr

from chat.page.bubble import Shown
from chat.page.evidence import EMPTY, evidence, linked, missing
from chat.page.markup import text
from chat.page.sources import sources_of
from chat.page.status import filters, status_line, welcome
from chat.server.backend import Backend
from chat.server.conversations import Conversations, Turn
from chat.server.errors import told
from chat.server.feedback import add_feedback
from chat.server.sent import Sent
from qa import NotesError
from qa.source import read_note

BUSY, IDLE = 0.5, 2.5  # seconds between two looks of a tab at the status


class Page:
    """They take keys and numbers from a page, never what it shows."""

    def __init__(self, backend: Backend) -> None:
        self.backend, self.library = backend, backend.library
        self.conversations = Conversations()

    def ask(self, question: str, value: Any) -> tuple[Any, ...]:
        """For the box, the notice, the chat and the panel."""
        sent = Sent.of(value)
        turns = self.conversations.turns(sent.key)
        try:
            answer = self.backend.ask(
                question,
                history=[turn.answer.question for turn in turns],
                book=sent.book,
                chapter=sent.chapter,
            )
        except NotesError as error:
            return gr.skip(), told(error, question), gr.skip(), gr.skip()
        number = turns[-1].number + 1 if turns else 1
        picture = self.library.address
        turn = Turn(Shown(number, answer, sent.book is not None, picture))
        turns = self.conversations.add(sent.key, turn)
        return "", "", messages(turns), self._first(turn)

    def load(self, value: Any) -> tuple[Any, ...]:
        """For the chat and the panel of a page that was loaded again."""
        turns = self.conversations.turns(Sent.of(value).key)
        return messages(turns), self._first(turns[-1]) if turns else EMPTY

    def cite(self, event: gr.EventData) -> Any:
        """The panel with another source open, of any turn."""
        sent = Sent.of(event)
        turn = self.conversations.turn(sent.key, sent.turn)
        return gr.skip() if turn is None else self._panel(turn, sent.number)

    def open(self, event: gr.EventData) -> Any:
        """The panel with a note that another one links to."""
        name, _, heading = (Sent.of(event).name or "").partition("#")
        path = self.library.note(name)
        note = (
            read_note(self.backend.notebook.notes, path, self.backend.notebook.store)
            if path
            else None
        )
        if path is None or note is None:
            return missing(name)
        return linked(path, note, heading, self.backend.notebook.notes, self.library.address)

    def other(self, event: gr.EventData) -> Any:
        """The chat with the next best sentences of a turn."""
        sent = Sent.of(event)
        turn = self.conversations.turn(sent.key, sent.turn)
        if turn is None:
            return gr.skip()
        seen = (*turn.answer.spans, *turn.shown.others)
        more = self.backend.notebook.others(turn.answer, seen)
        return self._change(sent.key, turn, others=turn.shown.others + more, ended=not more)

    def pick(self, event: gr.EventData) -> Any:
        """The chat with one of them taken for the answer."""
        sent = Sent.of(event)
        turn = self.conversations.turn(sent.key, sent.turn)
        picked = sent.number
        if turn is None or picked is None or not 0 <= picked < len(turn.shown.others):
            return gr.skip()
        add_feedback(self.backend.notebook, turn.answer, True, turn.shown.others[picked])
        return self._change(sent.key, turn, picked=picked)

    def judge(self, event: gr.EventData) -> Any:
        """The chat with what is thought of an answer."""
        sent = Sent.of(event)
        turn = self.conversations.turn(sent.key, sent.turn)
        if turn is None:
            return gr.skip()
        add_feedback(self.backend.notebook, turn.answer, sent.good)
        return self._change(sent.key, turn, good=sent.good)

    def forget(self, event: gr.EventData) -> tuple[Any, ...]:
        self.conversations.forget(Sent.of(event).key)
        return "", [], EMPTY

    def update(self) -> Any:
        self.backend.start_sync()
        return gr.Timer(BUSY)

    def look(self, seen: str) -> tuple[Any, ...]:
        """For the status line, the filters, the empty chat, the timer and the next `seen`."""
        status = self.backend.status()
        parts = status_line(status), filters(status), welcome(status)
        now = str(hash(parts))
        if now == seen:
            return (gr.skip(),) * 5
        return *parts, gr.Timer(IDLE if status.phase in ("ready", "empty") else BUSY), now

    def _change(self, key: str, turn: Turn, **changes: Any) -> list[dict[str, str]]:
        changed = Turn(replace(turn.shown, **changes))
        return messages(self.conversations.replace(key, changed))

    def _first(self, turn: Turn) -> str:
        """The panel of an answer; where there is none, nothing is opened unasked."""
        return self._panel(turn, 1) if turn.answer.found else EMPTY

    def _panel(self, turn: Turn, number: int | None) -> str:
        found = sources_of(turn.answer)
        if number is None or not 1 <= number <= len(found):
            return EMPTY
        notebook = self.backend.notebook
        note = notebook.source(found[number - 1].hits[0])
        return evidence(turn.shown, found, number, note, notebook.notes)


def messages(turns: Iterable[Turn]) -> list[dict[str, str]]:
    return [
        message
        for turn in turns
        for message in (
            {
                "role": "user",
                "content": f'<div class="question">{text(turn.answer.question)}</div>',
            },
            {"role": "assistant", "content": turn.html},
        )
    ]
