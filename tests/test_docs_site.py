"""The pages make a site in each language whose links hold and which asks no other host."""

import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from documents import LANGUAGES, ROOT, pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NOBODY = "http://127.0.0.1:9"  # the port that discards, for whoever would ask the network
_FETCHED = re.compile(r"""(?:url\(|@import)\s*["']?((?:https?:)?//[^"')\s]+)""")


class Links(HTMLParser):
    """What a page shows or fetches, where it leads, and the places in it."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.fetched: set[str] = set()
        self.followed: set[str] = set()
        self.places: set[str] = set()
        self.language: str | None = None
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang")
        self.places |= {given[name] for name in ("id", "name") if name in given}
        if "src" in given:
            self.fetched.add(given["src"])
        if "href" in given:
            (self.followed if tag == "a" else self.fetched).add(given["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with a site for each language."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("site", ".cache"))
    shutil.copy(ROOT / "SECURITY.md", folder)
    for language in LANGUAGES:
        config = f"docs/{language}.toml"
        done = subprocess.run(
            [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", config],
            cwd=folder,
            env={**os.environ, "HTTP_PROXY": NOBODY, "HTTPS_PROXY": NOBODY, "ALL_PROXY": NOBODY},
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return folder / "docs" / "site"


@pytest.fixture(scope="module")
def built(site: Path) -> dict[Path, Links]:
    """Its pages, but for those of what is not found."""
    return {page: Links(page) for page in site.rglob("*.html") if page.name != "404.html"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_built_in_its_language(
    site: Path, built: dict[Path, Links], language: str
) -> None:
    found = {page.stem: links for page, links in built.items() if page.parent == site / language}
    assert set(found) == {page.stem for page in pages(language)[1:]}
    assert {links.language for links in found.values()} == {language}


def test_links_hold(built: dict[Path, Links]) -> None:
    for page, links in built.items():
        for link in links.followed | links.fetched:
            parts = urlsplit(link)
            if not (parts.scheme or parts.netloc):
                target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
                assert target.is_file(), f"{page.name}: {link}"
                if parts.fragment and target in built:
                    assert unquote(parts.fragment) in built[target].places, f"{page.name}: {link}"


def test_no_other_host_is_named_to_fetch_from(site: Path, built: dict[Path, Links]) -> None:
    for page, links in built.items():
        assert [link for link in links.fetched if urlsplit(link).netloc] == [], page.name
    for file in (*site.rglob("*.css"), *site.rglob("*.svg")):
        assert _FETCHED.findall(file.read_text("utf-8")) == [], file


def test_no_other_host_is_asked(site: Path, browser: "Browser") -> None:
    with browser.new_context() as context:
        page, asked = context.new_page(), list[str]()
        page.on("request", lambda request: asked.append(request.url))
        page.goto((site / "ko" / "how.html").as_uri())
        page.wait_for_selector("img[src='path.svg']")
    assert asked
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
