"""The page: its layout, and what happens on it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

import gradio as gr

from chat.page.bubble import bubble
from chat.page.evidence import EMPTY, evidence
from chat.page.frame import ACTIONS, CONNECT, KEYS, SIDE, TITLE, TOOLS, WATCH_FILTERS, WATCH_PANEL
from chat.page.markup import text
from chat.page.sources import sources_of
from chat.page.status import filters, status_line, welcome
from chat.server.api import add_endpoints
from chat.server.backend import Backend
from chat.server.conversations import Conversations, Turn
from chat.server.errors import told
from chat.server.feedback import add_feedback
from qa import MAX_QUESTION, NotesError
from qa.source import read_source

BUSY, IDLE = 0.5, 2.5  # seconds between two looks of a tab at the status
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
AT_ONCE: dict[str, Any] = {**PRIVATE, "queue": False}
_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Sent:
    """What page.js sends along. Anything may come: it is checked here."""

    key: str  # of the conversation
    turn: int | None = None
    number: int | None = None  # of a source, 1-based
    good: bool = False
    book: str | None = None
    chapter: int | None = None

    @classmethod
    def of(cls, value: Any) -> "Sent":
        """`value` is a dict, or an event with attributes."""

        def given(name: str, kind: type) -> Any:
            found = value.get(name) if isinstance(value, dict) else getattr(value, name, None)
            return found if isinstance(found, kind) else None

        key = given("key", str) or ""
        return cls(
            key if _KEY.fullmatch(key) else token_hex(16),  # nobody else's, and not found again
            given("turn", int),
            given("number", int),
            bool(given("good", bool)),
            given("book", str) or None,
            given("chapter", int),
        )


class Page:
    """The handlers. They take keys and numbers from a page, never what it shows."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.conversations = Conversations()

    def ask(self, question: str, value: Any) -> tuple[Any, ...]:
        """For the box, the notice, the chat and the panel."""
        if not question.strip():
            return (gr.skip(),) * 4
        sent = Sent.of(value)
        turns = self.conversations.turns(sent.key)
        try:
            answer = self.backend.notebook.ask(
                question,
                history=[turn.answer.question for turn in turns],
                book=sent.book,
                chapter=sent.chapter,
            )
        except NotesError as error:
            return gr.skip(), told(error), gr.skip(), gr.skip()
        number = turns[-1].number + 1 if turns else 1
        turn = Turn(number, answer, bubble(number, answer, sent.book is not None))
        turns = self.conversations.add(sent.key, turn)
        return "", "", messages(turns), self._panel(turn, 1)

    def load(self, value: Any) -> tuple[Any, ...]:
        """For the chat and the panel of a page that was loaded again."""
        turns = self.conversations.turns(Sent.of(value).key)
        return messages(turns), self._panel(turns[-1], 1) if turns else EMPTY

    def cite(self, event: gr.EventData) -> Any:
        """The panel with another source open, of any turn."""
        sent = Sent.of(event)
        turn = self.conversations.turn(sent.key, sent.turn)
        return gr.skip() if turn is None else self._panel(turn, sent.number)

    def judge(self, event: gr.EventData) -> None:
        sent = Sent.of(event)
        turn = self.conversations.turn(sent.key, sent.turn)
        if turn is not None:
            add_feedback(self.backend.notebook, turn.answer, sent.good)

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

    def _panel(self, turn: Turn, number: int | None) -> str:
        found = sources_of(turn.answer)
        if number is None or not 1 <= number <= len(found):
            return EMPTY
        folder = self.backend.notebook.notes
        note = read_source(folder, found[number - 1].hits[0])
        return evidence(turn.number, found, number, note, folder)


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


def build(backend: Backend) -> gr.Blocks:
    page = Page(backend)
    demo = gr.Blocks(title="갈피 galpi", analytics_enabled=False, fill_width=True)
    with demo:
        add_endpoints(backend)  # first, so that no other event takes one of their names
        with gr.Row(elem_id="top"):
            _html(TITLE, "title")
            line = _html(status_line(backend.status()), "line")
            tools = _html(TOOLS, "tools", CONNECT)
        with gr.Row(elem_id="panes"):
            with gr.Column(elem_id="talk"):
                empty = _html(welcome(backend.status()), "welcome")
                chat = _chat()
                notice = _html("", "notice")
                with gr.Row(elem_id="scope"):
                    books = _html(filters(backend.status()), "filters", WATCH_FILTERS)
                    _html(ACTIONS, "actions")
                box = _box()
                _html(KEYS, "keys")
            with gr.Column(elem_id="side"):
                _html(SIDE, "side-head")
                panel = _html(EMPTY, "panel", WATCH_PANEL)
        asked = gr.JSON(visible=False)
        seen = gr.Textbox(visible=False)
        timer = gr.Timer(BUSY)

        answered = [box, notice, chat, panel]
        box.submit(
            page.ask, [box, asked], answered, js="(question) => galpi.ask(question)", **PRIVATE
        ).then(None, js="() => galpi.answered()", **AT_ONCE)
        demo.load(page.load, [asked], [chat, panel], js="() => [galpi.start()]", **AT_ONCE).then(
            None, js="() => galpi.tidy()", **AT_ONCE
        )
        timer.tick(page.look, [seen], [line, books, empty, timer, seen], **AT_ONCE)
        tools.cite(page.cite, None, panel, **AT_ONCE)
        tools.judge(page.judge, None, None, **AT_ONCE)
        tools.forget(page.forget, None, [notice, chat, panel], **AT_ONCE)
        tools.update(page.update, None, timer, **AT_ONCE)
    demo.queue(default_concurrency_limit=4, max_size=64)
    return demo


def _html(value: str, name: str, script: str | None = None) -> gr.HTML:
    """`script` runs once; the value is all there is in the template, so none of it is run."""
    return gr.HTML(value, elem_id=name, js_on_load=script, apply_default_css=False)


def _chat() -> gr.Chatbot:
    """What it shows has been escaped already; it must not take it for Markdown or formulas."""
    return gr.Chatbot(
        elem_id="chat",
        label="대화",
        show_label=False,
        container=False,
        height="100%",
        buttons=[],
        render_markdown=False,
        latex_delimiters=[],
        sanitize_html=True,
        allow_tags=False,
        group_consecutive_messages=False,
    )


def _box() -> gr.Textbox:
    return gr.Textbox(
        elem_id="question",
        label="질문 · Question",
        show_label=False,
        container=False,
        lines=1,
        max_lines=5,
        max_length=MAX_QUESTION,
        submit_btn=True,
        placeholder="노트에 대해 질문하세요",
        html_attributes=gr.InputHTMLAttributes(enterkeyhint="send", spellcheck=False),
    )
