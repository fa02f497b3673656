"""Posts of a blog, from its feed, its export or a page of it: RSS, Atom, JSON Feed, WordPress."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from index.errors import ListingError
from index.reading.extracted import of_html, plain
from index.reading.html import read_html
from index.reading.kinds import INSTALL
from index.reading.text import decode

_FEED = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<\?[^>]*>\s*)*<(?:rss|feed|rdf:RDF)\b", re.S
)
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)


@dataclass(frozen=True)
class Post:
    """`body` is Markdown."""

    blog: str
    title: str
    body: str
    date: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()

    def to_markdown(self) -> str:
        fields = {"title": self.title, "date": self.date, "url": self.url, "tags": list(self.tags)}
        kept = {name: value for name, value in fields.items() if value}
        matter = yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=10_000)
        return f"---\n{matter}---\n\n{self.body}\n"


def kind_of(content: bytes) -> str:
    """`feed`, `json`, `page`; empty for what is none of these."""
    head = content[:4_000].removeprefix(b"\xef\xbb\xbf")
    if _FEED.match(head):
        return "feed"
    if _PAGE.match(head):
        return "page"
    return "json" if head.lstrip().startswith(b"{") else ""


def read_posts(content: bytes) -> list[Post]:
    """Raises ListingError when there is none in it."""
    readers = {"feed": _feed, "json": _json, "page": _page}
    found = [post for post in readers[kind_of(content)](content) if post.body]
    if not found:
        raise ListingError("holds no post with a text", "글이 하나도 없습니다")
    return found


def _feed(content: bytes) -> Iterator[Post]:
    try:
        import feedparser  # in the extra `files`
    except ImportError as error:
        raise ListingError(
            f"feeds need galpi[files]: {INSTALL}",
            f"피드를 읽으려면 galpi[files]가 있어야 합니다: {INSTALL}",
        ) from error
    found = feedparser.parse(content)
    blog = plain(found.feed.get("title", ""))
    for entry in found.entries:
        if entry.get("wp_post_type", "post") not in ("post", "page"):
            continue  # WordPress exports its pictures and menus likewise
        bodies = [part.value for part in entry.get("content", ())] or [entry.get("summary", "")]
        tags = tuple(dict.fromkeys(tag.term for tag in entry.get("tags", ()) if tag.get("term")))
        yield Post(
            *(blog, plain(entry.get("title", "")), of_html(max(bodies, key=len))),
            *(entry.get("published") or entry.get("updated", ""), entry.get("link", ""), tags),
        )


def _json(content: bytes) -> Iterator[Post]:
    """https://www.jsonfeed.org/version/1.1/"""
    try:
        feed = json.loads(content.decode("utf-8-sig"))
        items: list[dict[str, Any]] = feed["items"]
        for item in items:
            html = item.get("content_html")
            body = of_html(str(html)) if html else str(item.get("content_text", ""))
            yield Post(
                *(str(feed.get("title", "")), str(item.get("title", "")), body),
                *(str(item.get("date_published", "")), str(item.get("url", ""))),
                tuple(map(str, item.get("tags", ()))),
            )
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ListingError(
            "is JSON, and no JSON Feed (`items` was expected)",
            "JSON이지만 JSON Feed가 아닙니다(`items`가 있어야 함)",
        ) from error


def _page(content: bytes) -> Iterator[Post]:
    text, encoding = decode(content)
    page = read_html(text, encoding)
    fields = page.matter.fields
    title = next((h.text for h in page.outline.headings if h.level == 1), "")
    tags = fields.get("tags", ())
    yield Post(
        *("", str(fields.get("title", title)), of_html(text[page.matter.body :])),
        *(str(fields.get("date", "")), str(fields.get("url", ""))),
        tags if isinstance(tags, tuple) else (tags,),
    )
