"""The chat as people and programs meet it: start, latency, many users, memory.

    python -m bench.chat NOTES [--turns 60] [--calls 4000] [--users 16]

`galpi ui` runs as a process of its own. *first paint* is the browser's own figure added to the
time until the port answered; *visible* is from Enter to the answer being in the page, of which
`ask` itself takes what the tooltip of the answer says.
"""

import argparse
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles

import httpx
from playwright.sync_api import Page, sync_playwright

QUESTIONS = Path("data/questions.jsonl")
CHROMIUM_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
ASK = "[...document.querySelectorAll('#chat .level')].pop().title.match(/(\\d+) ms/)[1]"
# Milliseconds from Enter until the answer after `count` others has been laid out.
VISIBLE = """([question, count]) => new Promise((done) => {
  const box = document.querySelector('#question textarea');
  box.value = question;
  box.dispatchEvent(new Event('input', { bubbles: true }));
  setTimeout(() => {
    const last = () => [...document.querySelectorAll('#chat .question')].pop()?.textContent;
    const began = performance.now(), before = document.querySelector('#chat .answer:last-of-type');
    box.dispatchEvent(new KeyboardEvent('keypress', { key: 'Enter', bubbles: true }));
    const look = () => last() === question ? done(performance.now() - began)
      : requestAnimationFrame(look);
    look();
  }, 50);
})"""


@dataclass
class Server:
    url: str
    process: subprocess.Popen[bytes]
    port_after: float  # seconds
    began: float
    command: list[str]

    def megabytes(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def wait_until_ready(self) -> float:
        """Seconds since the start."""
        while httpx.get(f"{self.url}/healthz").json()["phase"] != "ready":
            time.sleep(0.05)
        return time.perf_counter() - self.began


@contextmanager
def serving(notes: Path, store: Path) -> Iterator[Server]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "galpi", "ui", "--notes", str(notes), "--store", str(store)]
    command += ["--port", str(port)]
    began, url = time.perf_counter(), f"http://127.0.0.1:{port}"
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            try:
                httpx.get(f"{url}/healthz")
                break
            except httpx.TransportError:
                time.sleep(0.02)
        server = Server(url, process, time.perf_counter() - began, began, command)
        yield server
    finally:
        server.process.terminate()
        server.process.wait()


def start(notes: Path, store: Path, page: Page) -> Iterator[tuple[str, str]]:
    with serving(notes, store) as server:
        opened = time.perf_counter() - server.began
        page.goto(server.url, wait_until="domcontentloaded")
        page.wait_for_selector("#question textarea")
        paint = page.evaluate(PAINT) / 1000
        yield "port answers", f"{server.port_after:.2f} s"
        yield "first paint", f"{opened + paint:.2f} s"
        yield "ready to answer", f"{server.wait_until_ready():.2f} s"


def talk(server: Server, page: Page, questions: list[str], turns: int) -> Iterator[tuple[str, str]]:
    page.goto(server.url, wait_until="domcontentloaded")
    page.wait_for_selector("#welcome .examples")
    times, beyond = [], []
    for number, question in enumerate(islice(cycle(questions[:10]), turns)):
        times.append(page.evaluate(VISIBLE, [f"{number}. {question}", number]))
        beyond.append(times[-1] - int(page.evaluate(ASK)))
    first, last = median(times[1:11]), median(times[-10:])
    yield f"Enter to visible, median of {turns}", f"{median(times):.0f} ms"
    yield "of it beyond what ask takes", f"{median(beyond):.0f} ms"
    yield "first ten, last ten", f"{first:.0f} ms, {last:.0f} ms ({last / first:.2f}×)"


def call(client: httpx.Client, question: str) -> float:
    """Seconds; raises for anything but an answer."""
    began = time.perf_counter()
    data = {"data": [question, 5, None, None, None, None]}
    reply = client.post("/gradio_api/run/ask", json=data)
    reply.raise_for_status()
    assert "found" in reply.json()["data"][0]
    return time.perf_counter() - began


def users(server: Server, questions: list[str], count: int, each: int) -> list[float]:
    def one(number: int) -> list[float]:
        with httpx.Client(base_url=server.url, timeout=60) as client:
            mine = islice(cycle(questions), number, number + each)
            return [call(client, question) for question in mine]

    with ThreadPoolExecutor(count) as threads:
        return [seconds for times in threads.map(one, range(count)) for seconds in times]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notes", type=Path)
    parser.add_argument("--turns", type=int, default=60)
    parser.add_argument("--calls", type=int, default=4_000)
    parser.add_argument("--users", type=int, default=16)
    args = parser.parse_args()
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["q"] for line in lines]
    print("| the chat | |\n| --- | --- |")
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        store = Path(scratch)
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_ARGS
        )
        page = chromium.new_page()
        rows = [("first start, notes unread", "")]
        rows += start(args.notes, store, page)
        rows += [("later start", "")]
        rows += start(args.notes, store, page)
        with serving(args.notes, store) as server:
            server.wait_until_ready()
            rows += talk(server, page, questions, args.turns)
            times = users(server, questions, args.users, 20)
            share = quantiles(times, n=20)
            rows += [(f"{args.users} users at once, median", f"{median(times) * 1000:.0f} ms")]
            rows += [(f"{args.users} users at once, p95", f"{share[-1] * 1000:.0f} ms")]
            before = server.megabytes()
            users(server, questions, 4, args.calls // 4)
            after = server.megabytes()
            rows += [(f"memory, {args.calls:,} calls later", f"{before:.0f} → {after:.0f} MB")]
        chromium.close()
    for name, figure in rows:
        print(f"| {name} | {figure} |")


if __name__ == "__main__":
    main()
