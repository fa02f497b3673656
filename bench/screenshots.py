"""The pictures of the pages, in each language, taken from the chat as it is.

python -m bench.screenshots NOTES [--to docs]
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
        expect(page.locator("#chat .answer")).to_have_count(count + 1)
    page.wait_for_timeout(600)  # the chat scrolls to its end


def take(browser: Browser, server: Server, folder: Path, language: str) -> None:
    page = tab(browser, server, language)
    ask(page, TALKS[language])
    page.screenshot(path=folder / "chat.png")
    page.click("#theme")
    page.hover("#title")
    page.screenshot(path=folder / "dark.png")
    page = tab(browser, server, language, phone=True)
    ask(page, [ON_A_PHONE[language]])
    page.screenshot(path=folder / "phone.png")
    page.locator("#chat .says .number").first.tap()
    page.wait_for_timeout(600)
    page.screenshot(path=folder / "phone-evidence.png")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notes", type=Path)
    parser.add_argument("--to", type=Path, default=Path("docs"))
    args = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as store,
        serving(args.notes, Path(store)) as server,
        sync_playwright() as playwright,
    ):
        server.wait_until_ready()
        chromium = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGS)
        for language in TALKS:
            (args.to / language).mkdir(parents=True, exist_ok=True)
            take(browser, server, args.to / language, language)
        browser.close()


if __name__ == "__main__":
    main()
