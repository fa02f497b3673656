"""The handlers of the page: what a browser sends, and what is then shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import gradio as gr

from chat.page.bubble import Shown
from chat.page.evidence import EMPTY, evidence
from chat.page.markup import text
from chat.page.sources import sources_of
from chat.page.status import filters, status_line, welcome
from chat.server.asked import note_asked
from chat.server.backend import Backend
from chat.server.conversations import Conversations, Turn
from chat.server.desk import Desk
from chat.server.errors import told
from chat.server.feedback import add_feedback
from chat.server.sent import Sent
from qa import NotesError

BUSY, IDLE = 0.5, 2.5  # seconds between two looks of a tab at the status
OPEN, WAITING = "open ", "waiting "  # what a tab has seen of the notebook


class Page:
    """They take keys and numbers from a page, never what it shows."""

    def __init__(self, backend: Backend, pages: Mapping[str, "Page"] | None = None) -> None:
        """`pages` are those of all notebooks, by name, this one among them."""
        self.backend, self.library = backend, backend.library
        self.desk = Desk(backend)
        self.pages = pages if pages is not None else {backend.name: self}

    @property
    def conversations(self) -> Conversations:
        return self.backend.conversations

    def ask(self, question: str, value: Any) -> tuple[Any, ...]:
        """For the notice, the chat and the panel; page.js empties the box."""
        sent = Sent.of(value)
        turns = self.conversations.turns(sent.owner, sent.key)
        history = [turn.answer.question for turn in turns if not turn.shown.again]
        try:
            answers = self._answers(question, history, sent)
        except NotesError as error:
            return told(error, question), gr.skip(), gr.skip()
        for shown in answers:
            turns = self.conversations.add(sent.owner, sent.key, shown)
        return "", messages(turns), self._first(turns[-len(answers)])

    def _answers(self, question: str, history: Sequence[str], sent: Sent) -> list[Shown]:
        """One, or of all notebooks together those that answer, the surest first."""
        if not sent.together:
            return [self.answer(question, history, sent.book, sent.chapter)]
        pages = [page for page in self.pages.values() if page.backend.is_open] or [self]
        answers = [
            replace(page.answer(question, history), notebook=page.backend.name) for page in pages
        ]
        answers.sort(key=lambda shown: shown.answer.confidence, reverse=True)
        found = [shown for shown in answers if shown.answer.found] or answers[:1]
        return [found[0], *(replace(shown, again=True) for shown in found[1:])]

    def answer(
        self,
        question: str,
        history: Sequence[str],
        book: str | None = None,
        chapter: int | None = None,
    ) -> Shown:
        """Raises NotesError."""
        answer = self.backend.ask(question, history=history, book=book, chapter=chapter)
        note_asked(self.backend.notebook, answer)
        return Shown(0, answer, book is not None, self.library.address)

    def load(self, value: Any) -> tuple[Any, ...]:
        """The chat and the panel of a conversation, and whether there was a notebook to have it."""
        sent = Sent.of(value)
        opened = self.backend.is_open  # looked at first: what opens meanwhile is loaded again
        turns = self.conversations.turns(sent.owner, sent.key)
        first = self._first(turns[-1]) if turns and opened else EMPTY
        return messages(turns), first, OPEN if opened else WAITING

    def turn(self, event: gr.EventData) -> tuple[Any, ...]:
        """As `load`, with no notice, and with the state of the notebook, which may be another."""
        status = self.backend.status()
        return *self.load(event), "", status_line(status), filters(status), welcome(status)

    def cite(self, event: gr.EventData) -> Any:
        """The panel with another source open, of any turn."""
        sent = Sent.of(event)
        turn = self.conversations.turn(sent.owner, sent.key, sent.turn)
        return gr.skip() if turn is None else self._panel(turn, sent.number)

    def other(self, event: gr.EventData) -> Any:
        """The chat with the next best sentences of a turn."""
        sent = Sent.of(event)
        turn = self.conversations.turn(sent.owner, sent.key, sent.turn)
        if turn is None:
            return gr.skip()
        seen = (*turn.answer.spans, *turn.shown.others)
        more = self.home(turn).backend.notebook.others(turn.answer, seen)
        return self._change(sent, turn, others=turn.shown.others + more, ended=not more)

    def pick(self, event: gr.EventData) -> Any:
        """The chat with one of them taken for the answer."""
        sent = Sent.of(event)
        turn = self.conversations.turn(sent.owner, sent.key, sent.turn)
        picked = sent.number
        if turn is None or picked is None or not 0 <= picked < len(turn.shown.others):
            return gr.skip()
        add_feedback(self.home(turn).backend.notebook, turn.answer, True, turn.shown.others[picked])
        return self._change(sent, turn, picked=picked)

    def judge(self, event: gr.EventData) -> Any:
        """The chat with what is thought of an answer."""
        sent = Sent.of(event)
        turn = self.conversations.turn(sent.owner, sent.key, sent.turn)
        if turn is None:
            return gr.skip()
        add_feedback(self.home(turn).backend.notebook, turn.answer, sent.good)
        return self._change(sent, turn, good=sent.good)

    def update(self, event: gr.EventData) -> Any:
        self.backend.start_sync()
        return gr.Timer(BUSY)

    def look(self, seen: str, value: Any) -> tuple[Any, ...]:
        """For the status line, the filters, the empty chat, the timer, the next `seen`, and for
        the chat and the panel, once there is a notebook to show them.
        """
        status = self.backend.status()
        parts = status_line(status), filters(status), welcome(status)
        opened = OPEN if self.backend.is_open else WAITING
        now = f"{opened}{hash((self.backend.name, parts))}"
        if now == seen:
            return (gr.skip(),) * 7
        timer = gr.Timer(IDLE if status.phase in ("ready", "empty") else BUSY)
        late = opened == OPEN and seen.startswith(WAITING)
        talk = self.load(value)[:2] if late else (gr.skip(), gr.skip())
        return *parts, timer, now, *talk

    def _change(self, sent: Sent, turn: Turn, **changes: Any) -> list[dict[str, str]]:
        changed = Turn(replace(turn.shown, **changes))
        return messages(self.conversations.replace(sent.owner, sent.key, changed))

    def home(self, turn: Turn) -> "Page":
        """Of the notebook that the answer is from."""
        return self.pages.get(turn.shown.notebook, self)

    def _first(self, turn: Turn) -> str:
        """The panel of an answer; where there is none, nothing is opened unasked."""
        return self._panel(turn, 1) if turn.answer.found else EMPTY

    def _panel(self, turn: Turn, number: int | None) -> str:
        found = sources_of(turn.answer)
        if number is None or not 1 <= number <= len(found):
            return EMPTY
        notebook = self.home(turn).backend.notebook
        note = notebook.source(found[number - 1].hits[0])
        return evidence(turn.shown, found, number, note, notebook.notes)


def messages(turns: Iterable[Turn]) -> list[dict[str, str]]:
    shown = []
    for turn in turns:
        if not turn.shown.again:
            question = f'<div class="question">{text(turn.answer.question)}</div>'
            shown.append({"role": "user", "content": question})
        shown.append({"role": "assistant", "content": turn.html})
    return shown
