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
    TOOLS,
    WATCH_FILTERS,
    WATCH_LINE,
    WATCH_PANEL,
)
from chat.page.status import filters, status_line, welcome
from chat.server.api import add_endpoints
from chat.server.backend import Backend
from chat.server.desk import Desk, add_desk
from chat.server.page import BUSY, Page
from qa import MAX_QUESTION

PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
AT_ONCE: dict[str, Any] = {**PRIVATE, "queue": False}


def build(backend: Backend) -> gr.Blocks:
    page = Page(backend)
    desk = Desk(backend, page.conversations)
    demo = gr.Blocks(title="갈피 galpi", analytics_enabled=False, fill_width=True)
    with demo:
        add_endpoints(backend)  # first, so that no other event takes one of their names
        with gr.Row(elem_id="top"):
            _html(OPEN_RAIL, "rail-tools")
            _html(TITLE, "title")
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
        seen = gr.Textbox(visible=False)
        timer = gr.Timer(BUSY)

        answered = [box, notice, chat, panel]
        box.submit(
            page.ask, [box, asked], answered, js="(question) => galpi.ask(question)", **PRIVATE
        ).then(None, js="() => galpi.answered()", **AT_ONCE)
        demo.load(page.load, [asked], [chat, panel], js="() => [galpi.start()]", **AT_ONCE).then(
            None, js="() => galpi.loaded()", **AT_ONCE
        )
        timer.tick(page.look, [seen], [line, books, empty, timer, seen], **AT_ONCE)
        tools.cite(page.cite, None, panel, **AT_ONCE)
        add_desk(desk, rail, [panel, near, by_week, after], AT_ONCE)
        tools.other(page.other, None, chat, **AT_ONCE).then(
            None, js="() => galpi.showOthers()", **AT_ONCE
        )
        for event, handler in ((tools.pick, page.pick), (tools.judge, page.judge)):
            event(handler, None, chat, **AT_ONCE).then(None, js="() => galpi.tidy()", **AT_ONCE)
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
