"""Tabs of a browser on the chat: opening, watching and asking."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request, expect

CHROMIUM_ARGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
BOX = "#question textarea"


class Tabs:
    """Of one context. `troubles` are calls to other hosts, dialogs and errors on a page."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.url = context, url
        self.troubles: list[str] = []

    def open(self) -> Page:
        page = self.context.new_page()
        page.on("request", self._on_request)
        page.on("console", self._on_console)
        page.on("dialog", self._on_dialog)
        page.on("pageerror", lambda error: self.troubles.append(f"page error: {error}"))
        page.goto(self.url, wait_until="domcontentloaded")  # it never stops listening to events
        page.wait_for_selector(BOX)
        page.wait_for_function("document.activeElement?.tagName === 'TEXTAREA'")  # all is loaded
        return page

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.troubles.append(f"request to {request.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.troubles.append(f"console: {message.text}")

    def _on_dialog(self, dialog: Dialog) -> None:
        self.troubles.append(f"dialog: {dialog.message}")
        dialog.dismiss()


def ask(page: Page, question: str) -> None:
    before = page.locator("#chat .answer").count()
    page.fill(BOX, question)
    page.press(BOX, "Enter")
    expect(page.locator("#chat .answer")).to_have_count(before + 1)
    expect(page.locator(BOX)).to_have_value("")
    expect(page.locator("html.asking")).to_have_count(0)
