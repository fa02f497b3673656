"""The pictures of the READMEs, taken from the chat as it is.

    python -m bench.screenshots NOTES [--to docs] [--ask QUESTION ...]

With questions, of each the answer with its evidence, on a desktop and on a phone: how notes of
every kind look.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from bench.chat import CHROMIUM_ARGS, Server, serving

TALK = [
    "서비스 메시란 무엇인가?",
    "그럼 그건 언제 필요해?",
    "컨피그맵과 시크릿의 차이는?",
]
ENGLISH = [
    "Does useEffect run during server rendering?",
    "Is it okay to run VPA and HPA together?",
    "What is the difference between continuous delivery and continuous deployment?",
]
PHONE = "파드 IP는 왜 직접 적어 두고 쓰면 안 되나요?"


def tab(browser: Browser, server: Server, phone: bool = False) -> Page:
    page = browser.new_page(
        viewport={"width": 390 if phone else 1280, "height": 760 if phone else 800},
        device_scale_factor=2 if phone else 1.5,
        has_touch=phone,
        locale="ko-KR",
        reduced_motion="reduce",
    )
    page.goto(server.url, wait_until="domcontentloaded")
    page.wait_for_selector("#line .ok")
    return page


def ask(page: Page, questions: list[str]) -> None:
    for question in questions:
        count = page.locator("#chat .answer").count()
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
        expect(page.locator("#chat .answer")).to_have_count(count + 1)
    page.wait_for_timeout(600)  # the chat scrolls to its end


def take(browser: Browser, server: Server, folder: Path) -> None:
    page = tab(browser, server)
    page.screenshot(path=folder / "empty.png")
    ask(page, TALK)
    page.screenshot(path=folder / "chat.png")
    page = tab(browser, server)
    page.click("#language")
    page.click("#theme")
    ask(page, ENGLISH)
    page.hover("#title")
    page.screenshot(path=folder / "dark.png")
    page = tab(browser, server, phone=True)
    ask(page, [PHONE])
    page.screenshot(path=folder / "phone.png")
    page.locator("#chat .says .number").first.tap()
    page.wait_for_timeout(600)
    page.screenshot(path=folder / "phone-evidence.png")


def take_evidence(browser: Browser, server: Server, folder: Path, questions: list[str]) -> None:
    for number, question in enumerate(questions, start=1):
        for name, phone in (("desktop", False), ("phone", True)):
            page = tab(browser, server, phone)
            ask(page, [question])
            page.locator("#chat .number").first.click()
            page.wait_for_timeout(600)
            page.screenshot(path=folder / f"{number:02}-{name}.png")
            page.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notes", type=Path)
    parser.add_argument("--to", type=Path, default=Path("docs"))
    parser.add_argument("--ask", nargs="+")
    args = parser.parse_args()
    args.to.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as store,
        serving(args.notes, Path(store)) as server,
        sync_playwright() as playwright,
    ):
        server.wait_until_ready()
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGS)
        if args.ask:
            take_evidence(browser, server, args.to, args.ask)
        else:
            take(browser, server, args.to)
        browser.close()


if __name__ == "__main__":
    main()
