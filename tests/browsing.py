"""Tabs of a browser on the chat: opening, watching and asking."""

import re
from importlib.resources import files

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request, expect

CHROMIUM_ARGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
BOX = "#question textarea"
# Milliseconds that a page has to come to what is expected: processors without VNNI read three times
# as long, and two workers share the machine.
expect.set_options(timeout=15_000)
# Gradio's client says so of the stream of events that it ends as its page is left or loaded anew,
# where a part of one was still on its way.
LEFT = "AbortError: BodyStreamBuffer was aborted"
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")

# Of each text that is seen: its colour against what lies behind it, as WCAG measures contrast.
CONTRAST = """() => {
  const bytes = (colour) => {
    const pen = document.createElement('canvas').getContext('2d');
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const light = (rgb) => rgb.slice(0, 3).map((c) => c / 255)
    .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (element) => {
    const colour = bytes(getComputedStyle(element).backgroundColor);
    if (colour[3] === 255) return colour;
    const below = behind(element.parentElement), share = colour[3] / 255;
    return below.map((c, at) => c * (1 - share) + colour[at] * share);
  };
  const poor = [];
  for (const element of document.querySelectorAll('#top *, #talk *, #side *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility() || element.closest('.spoken, :disabled, svg')) continue;
    const [a, b] = [bytes(getComputedStyle(element).color), behind(element)].map(light);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(`${ratio.toFixed(2)} ${element.className} ${element.textContent}`);
  }
  return poor;
}"""


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
        if message.type == "error" and not message.text.startswith(LEFT):
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


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong with the page as it stands."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    return [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]]


_NAMELESS = re.compile(r"- '?(?:button|link|textbox|searchbox|combobox|checkbox|radio)\b(?! \").*")


def nameless(page: Page) -> list[str]:
    """All that can be used and has no name, of one moment: what is drawn anew meanwhile counts
    once, as it was.
    """
    return _NAMELESS.findall(page.locator("body").aria_snapshot())
