"""The pictures of the pages, in each language, taken from the chat as it is.

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

TALKS = {
    "ko": [
        "서비스 메시란 무엇인가?",
        "그럼 그건 언제 필요해?",
        "컨피그맵과 시크릿의 차이는?",
    ],
    "en": [
        "Does useEffect run during server rendering?",
        "Is it okay to run VPA and HPA together?",
        "What is the difference between continuous delivery and continuous deployment?",
    ],
}
ON_A_PHONE = {
    "ko": "파드 IP는 왜 직접 적어 두고 쓰면 안 되나요?",
    "en": "Should I write down pod IPs?",
}


def tab(browser: Browser, server: Server, language: str, phone: bool = False) -> Page:
    page = browser.new_page(
        viewport={"width": 390 if phone else 1280, "height": 760 if phone else 800},
        device_scale_factor=2 if phone else 1.5,
        has_touch=phone,
        locale=language,
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
        expect(page.locator("#chat .answer")).to_have_count(count + 1, timeout=20_000)
    page.wait_for_timeout(600)  # it is laid out


def take(browser: Browser, server: Server, folder: Path, language: str) -> None:
    page = tab(browser, server, language)
    ask(page, TALKS[language])
    page.wait_for_selector("#next button")
    page.screenshot(path=folder / "chat.png")
    page.click("#new")
    expect(page.locator("#chat .answer")).to_have_count(0)
    ask(page, [ON_A_PHONE[language]])
    page.click("#history")
    expect(page.locator("#past-list li")).to_have_count(2)
    page.hover("#past-list li:last-child")
    page.screenshot(path=folder / "history.png")
    page.click("#past-close")
    page.click("#map")
    page.wait_for_selector("#places .ring")
    page.screenshot(path=folder / "map.png")
    page.keyboard.press("Control+k")
    page.keyboard.type("네트워크")
    page.screenshot(path=folder / "search.png")
    page = tab(browser, server, language)
    ask(page, TALKS[language])
    page.click("#theme")
    page.hover("#title")
    page.screenshot(path=folder / "dark.png")
    page = tab(browser, server, language, phone=True)
    ask(page, [ON_A_PHONE[language]])
    page.screenshot(path=folder / "phone.png")
    page.locator("#chat .says .number").first.tap()
    page.wait_for_timeout(600)
    page.screenshot(path=folder / "phone-evidence.png")


def take_away(browser: Browser, server: Server, folder: Path) -> None:
    """While the server is away, which it is from now on."""
    pages = {language: tab(browser, server, language) for language in TALKS}
    for language, page in pages.items():
        ask(page, TALKS[language][2:])
        page.fill("#question textarea", TALKS[language][0])
    server.process.terminate()
    for language, page in pages.items():
        expect(page.locator("#away")).to_be_visible(timeout=20_000)
        page.screenshot(path=folder / language / "away.png")


def take_evidence(browser: Browser, server: Server, folder: Path, questions: list[str]) -> None:
    for number, question in enumerate(questions, start=1):
        for name, phone in (("desktop", False), ("phone", True)):
            page = tab(browser, server, "ko", phone)
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
        for language in () if args.ask else TALKS:
            (args.to / language).mkdir(parents=True, exist_ok=True)
            take(browser, server, args.to / language, language)
        if not args.ask:
            take_away(browser, server, args.to)
        browser.close()


if __name__ == "__main__":
    main()
