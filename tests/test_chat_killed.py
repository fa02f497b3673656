"""A server that dies while a real browser asks it."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from browsing import BOX, Tabs, ask
from conftest import DATA, write_notes
from playwright.sync_api import BrowserContext, expect
from serving import free_port

pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed event loop:ResourceWarning", "ignore:unclosed <socket:ResourceWarning"
)


class Server:
    """`galpi ui` as a process of its own, to be killed."""

    def __init__(self, notes: Path) -> None:
        self.notes, self.port = notes, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "galpi", "ui", "--notes", str(self.notes)]
        self.process = subprocess.Popen(
            [*command, "--port", str(self.port)], stderr=subprocess.DEVNULL
        )

    def wait(self) -> None:
        while self.process.poll() is None:
            with suppress(httpx.TransportError):
                if httpx.get(f"{self.url}/healthz").json()["phase"] == "ready":
                    return
            time.sleep(0.05)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    write_notes(tmp_path / "notes", {"책/01.md": (next(DATA.glob("*/09-*.md"))).read_bytes()})
    server = Server(tmp_path / "notes")
    yield server
    server.kill()


def test_a_server_that_is_killed_in_mid_question_loses_nothing(
    context: BrowserContext, server: Server
) -> None:
    server.wait()
    page = Tabs(context, server.url).open()
    ask(page, "파드 IP는 왜 바뀌나요?")
    for number in range(2):
        question = f"서비스 메시란 무엇인가? {number}"
        page.fill(BOX, question)
        page.press(BOX, "Enter")
        page.wait_for_timeout(20 * number)
        server.kill()
        away = page.locator("#away :is(.ko, .en):visible")
        told = ["갈피와 연결이 끊겼습니다.", "The connection to galpi is lost."][number]
        expect(away).to_contain_text(told, timeout=10_000)
        assert page.evaluate("getComputedStyle(document.querySelector('#chat')).filter") != "none"
        page.press(BOX, "Enter")  # sends nothing
        server.start()
        expect(page.locator("#away")).to_be_hidden(timeout=60_000)
        expect(page.locator("#chat .question").first).to_be_visible(timeout=60_000)
        if page.locator("#chat .question").last.inner_text() != question:
            expect(page.locator(BOX)).to_have_value(question)
            page.press(BOX, "Enter")
        expect(page.locator("#chat .question").last).to_have_text(question)
        expect(page.locator(BOX)).to_have_value("")
        page.click("#language")
    expect(page.locator("#chat .question")).to_have_count(3)
