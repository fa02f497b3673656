"""The notebooks of one chat, by the names in its header; each has a page of its own."""

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from chat.server.backend import Backend
from chat.server.page import Page
from chat.server.sent import Sent


class Shelf:
    """What comes without the name of a notebook is for the first one."""

    def __init__(self, backends: Sequence[Backend]) -> None:
        self.pages: dict[str, Page] = {}
        for backend in backends:
            self.pages[backend.name] = Page(backend, self.pages)

    @property
    def first(self) -> Page:
        return next(iter(self.pages.values()))

    def page(self, sent: Sent) -> Page:
        return self.pages.get(sent.notebook or "") or self.first

    def on_event(self, handler: Callable[[Page, gr.EventData], Any]) -> Callable[..., Any]:
        """For what page.js sends as an event."""

        def handle(event: gr.EventData) -> Any:
            return handler(self.page(Sent.of(event)), event)

        return handle

    def on_value(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        """For what page.js sends as the last of several values."""

        def handle(*values: Any) -> Any:
            return handler(self.page(Sent.of(values[-1])), *values)

        return handle
