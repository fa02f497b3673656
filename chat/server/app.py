"""The page: its layout, and what happens on it."""

from typing import Any

import gradio as gr

from chat.page.desk import ADDING, ATLAS, DROP, OPEN_RAIL, PALETTE, RAIL, SAID
from chat.page.desk import CONNECT as CONNECT_DESK
from chat.page.evidence import EMPTY
from chat.page.frame import (
    ACTIONS,
    CONNECT,
    KEYS,
    SIDE,
    TITLE,
    TOLD,
    TOOLS,
    WATCH_FILTERS,
    WATCH_LINE,
    WATCH_PANEL,
    notebooks,
)
from chat.page.status import filters, status_line, welcome
from chat.server.api import add_endpoints
from chat.server.backend import Backend
from chat.server.page import BUSY, Page
from chat.server.past import add_past
from chat.server.rail import add_desk
from chat.server.shelf import Shelf
from qa import MAX_QUESTION

PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
AT_ONCE: dict[str, Any] = {**PRIVATE, "queue": False}


def build(*backends: Backend) -> gr.Blocks:
    """`backends` have names, where there are several; programs are answered by the first."""
    shelf, backend = Shelf(backends), backends[0]
    demo = gr.Blocks(title="갈피 galpi", analytics_enabled=False, fill_width=True)
    with demo:
        add_endpoints(backend)  # first, so that no other event takes one of their names
        with gr.Row(elem_id="top"):
            _html(OPEN_RAIL, "rail-tools")
            _html(TITLE + notebooks([each.name for each in backends]), "title")
            line = _html(status_line(backend.status()), "line", WATCH_LINE)
            tools = _html(TOOLS, "tools", CONNECT)
        with gr.Row(elem_id="panes"):
            rail = _html(RAIL, "rail", CONNECT_DESK)
            with gr.Column(elem_id="talk"):
                with gr.Column(elem_id="atlas"):
                    _html(ATLAS, "places")
                    by_week = _html("", "weeks")
                empty = _html(welcome(backend.status()), "welcome")
                chat = _chat()
                _html(TOLD, "told")
                after = _html("", "next")
                notice = _html("", "notice")
                with gr.Row(elem_id="scope"):
                    books = _html(filters(backend.status()), "filters", WATCH_FILTERS)
                    _html(ACTIONS, "actions")
                box = _box()
                _html(KEYS, "keys")
            with gr.Column(elem_id="side"):
                _html(SIDE, "side-head")
                panel = _html(EMPTY, "panel", WATCH_PANEL)
                near = _html("", "near")
        _html(PALETTE + ADDING + SAID, "windows")
        _html(DROP, "drop")
        asked = gr.JSON(visible=False)
        seen = gr.Textbox("", visible=False)
        timer = gr.Timer(BUSY)

        answer = box.submit(
            shelf.on_value(Page.ask), [box, asked], [notice, chat, panel],
            js="(question) => galpi.ask(question)", **PRIVATE,
        )  # fmt: skip
        answer.success(None, js="() => galpi.answered()", **AT_ONCE)
        answer.failure(None, js="() => galpi.failed()", **AT_ONCE)
        start = "async () => [await galpi.start()]"
        demo.load(
            shelf.on_value(Page.load), [asked], [chat, panel, seen], js=start, **AT_ONCE
        ).then(None, js="() => galpi.loaded()", **AT_ONCE)
        state = [line, books, empty, timer, seen, chat, panel]
        here = "(seen) => [seen, galpi.here()]"
        timer.tick(shelf.on_value(Page.look), [seen, asked], state, js=here, **AT_ONCE)
        chat.change(None, js="() => galpi.changed()", **AT_ONCE)
        _add_tools(shelf, tools, chat, panel, timer)
        add_desk(shelf, rail, [panel, near, by_week, after], AT_ONCE)
        add_past(shelf, [chat, panel, seen, notice, line, books, empty], AT_ONCE)
    demo.queue(default_concurrency_limit=4, max_size=64)
    return demo


def _add_tools(shelf: Shelf, tools: Any, chat: gr.Chatbot, panel: gr.HTML, timer: gr.Timer) -> None:
    """What is pressed in a bubble, the panel or the header."""
    tools.cite(shelf.on_event(Page.cite), None, panel, **AT_ONCE)
    tools.other(shelf.on_event(Page.other), None, chat, **AT_ONCE).then(
        None, js="() => galpi.showOthers()", **AT_ONCE
    )
    tools.pick(shelf.on_event(Page.pick), None, chat, **AT_ONCE)
    tools.judge(shelf.on_event(Page.judge), None, chat, **AT_ONCE)
    tools.update(shelf.on_event(Page.update), None, timer, **AT_ONCE)


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
        autoscroll=False,  # page.js shows an answer from its question on
    )


def _box() -> gr.Textbox:
    return gr.Textbox(
        elem_id="question",
        label="질문",
        show_label=False,
        container=False,
        lines=1,
        max_lines=5,
        max_length=MAX_QUESTION,
        submit_btn=True,
        placeholder="노트에 대해 질문하세요",
        html_attributes=gr.InputHTMLAttributes(enterkeyhint="send", spellcheck=False),
    )
