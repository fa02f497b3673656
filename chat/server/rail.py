"""The notes at hand on the page: what the list at its side sends, of the notebook of the tab."""

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from chat.page.evidence import missing
from chat.server.desk import Desk
from chat.server.page import Page
from chat.server.sent import Sent
from chat.server.shelf import Shelf


def add_desk(shelf: Shelf, rail: gr.HTML, shown: Sequence[Any], how: dict[str, Any]) -> None:
    """Within a gr.Blocks. `shown` are the panel, its foot, the picture by week and what stands
    below the chat.
    """
    panel, near, by_week, after = shown
    known, cited = gr.JSON(visible=False), gr.JSON(visible=False)
    report = gr.Textbox(visible=False)
    rail.open(shelf.on_event(opened), None, panel, **how)
    rail.near(shelf.on_event(_sent(Desk.near)), None, near, **how)
    rail.weeks(shelf.on_event(lambda page, event: page.desk.weeks()), None, by_week, **how)
    rail.know(shelf.on_event(lambda page, event: page.desk.know()), None, known, **how).then(
        None, [known], None, js="(known) => galpi.know(known)", **how
    )
    rail.onward(shelf.on_event(onward), None, [after, cited], **how).then(
        None, [cited], None, js="(cited) => galpi.ring(cited)", **how
    )
    rail.give(shelf.on_event(lambda page, event: page.desk.add(event)), None, report, **how).then(
        None, [report], None, js="(html) => galpi.added(html)", **how
    )


def _sent(handler: Callable[[Desk, Sent], Any]) -> Callable[[Page, gr.EventData], Any]:
    return lambda page, event: handler(page.desk, Sent.of(event))


def opened(page: Page, event: gr.EventData) -> str:
    """A link may lead to a note of another notebook, when all were asked together."""
    sent = Sent.of(event)
    own_first = dict.fromkeys([page, *page.pages.values()])
    found = (each.desk.open(sent) for each in own_first)
    return next(filter(None, found), None) or missing((sent.name or "").partition("#")[0])


def onward(page: Page, event: gr.EventData) -> tuple[str, list[int]]:
    """The map is that of the tab's own notebook."""
    sent = Sent.of(event)
    turns = page.conversations.turns(sent.owner, sent.key)
    if not turns:
        return "", []
    home = page.home(turns[-1])
    questions, cited = home.desk.go_on(turns)
    return questions, cited if home is page else []
