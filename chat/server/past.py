"""The history of conversations: its drawer on the page, and what is done with one of them."""

import time
from datetime import date
from typing import Any

import gradio as gr

from chat.page.frame import CONNECT_PAST, PAST
from chat.page.history import history, saved
from chat.server.page import Page
from chat.server.sent import Sent
from chat.server.shelf import Shelf

FILE = "galpi-{day}.md"


def add_past(shelf: Shelf, shown: list[Any], private: dict[str, Any]) -> None:
    """Within the gr.Blocks. `shown` is what a conversation that is opened is put into."""
    with gr.Column(elem_id="past"):
        head = gr.HTML(PAST, elem_id="past-head", js_on_load=CONNECT_PAST, apply_default_css=False)
        rows = gr.HTML("", elem_id="past-list", apply_default_css=False)
    file = gr.JSON(visible=False)
    head.list(shelf.on_event(listed), None, rows, **private).then(
        None, js="() => galpi.listed()", **private
    )
    for event, change in (
        (head.rename, renamed),
        (head.drop, dropped),
        (head.restore, restored),
    ):
        event(shelf.on_event(change), None, None, **private).then(
            None, js="() => galpi.list()", **private
        )
    head.clear(shelf.on_event(cleared), None, None, **private).success(
        None, js="() => galpi.cleared()", **private
    )
    head.turn(shelf.on_event(Page.turn), None, shown, **private).then(
        None, js="() => galpi.turned()", **private
    )
    head.export(shelf.on_event(exported), None, file, **private).then(
        None, file, js="(file) => galpi.save(file)", **private
    )


def listed(page: Page, event: gr.EventData) -> str:
    sent = Sent.of(event)
    talks = page.conversations.talks
    query = sent.name or ""
    return history(talks.listed(sent.owner, query), date.today(), query, talks.file is not None)


def renamed(page: Page, event: gr.EventData) -> None:
    sent = Sent.of(event)
    page.conversations.talks.rename(sent.owner, sent.key, sent.name or "")


def dropped(page: Page, event: gr.EventData) -> None:
    sent = Sent.of(event)
    page.conversations.talks.drop(sent.owner, sent.key)


def restored(page: Page, event: gr.EventData) -> None:
    sent = Sent.of(event)
    page.conversations.talks.restore(sent.owner, sent.key)


def cleared(page: Page, event: gr.EventData) -> None:
    page.conversations.talks.clear(Sent.of(event).owner)


def exported(page: Page, event: gr.EventData) -> dict[str, str]:
    """`name` is the language."""
    sent = Sent.of(event)
    turns = page.conversations.all(sent.owner, sent.key)
    text = saved((turn.shown for turn in turns), english=sent.name == "en")
    return {"name": FILE.format(day=time.strftime("%Y-%m-%d")), "text": text}
