"""Kills the chat in mid-question and looks at what the page has lost.

    python -m bench.talks NOTES [--kills 20] [--seed 1]

`galpi ui` runs as a process of its own and gets SIGKILL at a random moment after Enter. Then it is
started again on the same port; the tab is left alone, and has to come back by itself.
"""

import argparse
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from bench.chat import CHROMIUM_ARGS, Server, serving

BOX = "#question textarea"
BACK = 120_000  # ms for a start on a busy machine


def mid_question(server: Server, page: Page, question: str, after: float) -> None:
    page.fill(BOX, question)
    page.press(BOX, "Enter")
    time.sleep(after)
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    expect(page.locator("#away")).to_be_visible(timeout=BACK)


def found_again(page: Page, asked: list[str], question: str) -> str:
    """Where the question is once the server is back; raises AssertionError for what was lost."""
    expect(page.locator("#away")).to_be_hidden(timeout=BACK)
    expect(page.locator("#chat .question").first).to_be_visible(timeout=BACK)
    shown = page.locator("#chat .question").all_inner_texts()
    if shown == [*asked, question]:
        expect(page.locator(BOX)).to_have_value("")
        return "answered"
    assert shown == asked, (shown, asked)
    expect(page.locator(BOX)).to_have_value(question)
    page.press(BOX, "Enter")
    expect(page.locator("#chat .question")).to_have_count(len(asked) + 1, timeout=BACK)
    return "typed"


def digest(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def run(notes: Path, store: Path, page: Page, kills: int, choose: random.Random) -> dict[str, int]:
    places = {"answered": 0, "typed": 0}
    with serving(notes, store) as server:
        server.wait_until_ready()
        page.goto(server.url, wait_until="domcontentloaded")
        page.wait_for_selector("#line .ok")
        asked = ["파드 IP는 왜 바뀌나요?"]
        page.fill(BOX, asked[0])
        page.press(BOX, "Enter")
        expect(page.locator("#chat .question")).to_have_count(1, timeout=BACK)
        for number in range(kills):
            question = f"서비스 메시란 무엇인가? {number}"
            mid_question(server, page, question, choose.uniform(0, 0.4))
            server.process = subprocess.Popen(server.command, stderr=subprocess.DEVNULL)
            places[found_again(page, asked, question)] += 1
            asked.append(question)
    return places


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notes", type=Path)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        notes, store = Path(scratch) / "notes", Path(scratch) / "store"
        shutil.copytree(args.notes, notes)
        before = digest(notes)
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGS)
        places = run(notes, store, browser.new_page(), args.kills, random.Random(args.seed))
        browser.close()
        with closing(sqlite3.connect(store / "notes-talks.sqlite")) as talks:
            sound = talks.execute("PRAGMA integrity_check").fetchone()[0]
        where = ["--notes", str(notes), "--store", str(store)]
        command = [sys.executable, "-m", "galpi", "doctor", *where]
        doctor = subprocess.run(command, stdout=subprocess.DEVNULL).returncode
        rows = {
            "kills in mid-question": args.kills,
            "question answered before the kill and shown": places["answered"],
            "question still in the box": places["typed"],
            "conversations": sound,
            "notes": "as they were" if digest(notes) == before else "changed",
            "galpi doctor": "all well" if doctor == 0 else f"exit code {doctor}",
        }
    print("| killing the chat | |\n| --- | --- |")
    for name, figure in rows.items():
        print(f"| {name} | {figure} |")


if __name__ == "__main__":
    main()
