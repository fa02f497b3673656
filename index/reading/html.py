"""Web pages, as blogs export them: the source is the file itself, tags and all."""

import re
from html import unescape

from index.reading.document import Document
from index.reading.headings import shown
from index.reading.markup import pieces
from index.reading.matter import Matter, Value
from index.reading.outline import Outline, Scope
from index.reading.webpage import add_pieces

_TITLE = re.compile(r"<title[^>]*>([^<]{1,500})", re.I)
_SITE = re.compile(
    r"\s+(?:[-|·:]{1,2}|::)\s+(?:velog|티스토리|tistory|브런치스토리|medium)\s*$", re.I
)
_META = re.compile(r"<meta\s([^<>]{1,2000})>", re.I)
_ATTRIBUTE = re.compile(r"([a-z:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.I)
_ARTICLE = re.compile(r"<(article|main)\b[^<>]*>", re.I)
_TIME = re.compile(r"<time[^<>]*\sdatetime=[\"']([^\"']{4,40})", re.I)
_TAG_LINK = re.compile(r"<a\b[^<>]*\brel=[\"']tag[\"'][^<>]*>\s*#?([^<]{1,60})<", re.I)


def read_html(text: str, encoding: str) -> Document:
    start, end = _article(text)
    outline = Outline()
    add_pieces(outline, text, pieces(text, start, end), Scope("all", len(text)))
    return Document(text, encoding, outline, Matter(dict(_fields(text, outline)), start))


def _article(text: str) -> tuple[int, int]:
    """Where the post stands, where the page says so of one place alone."""
    found = list(_ARTICLE.finditer(text))
    if len(found) != 1:
        return 0, len(text)
    close = re.compile(rf"</{found[0][1]}\s*>", re.I).search(text, found[0].end())
    return found[0].end(), close.start() if close else len(text)


def _fields(text: str, outline: Outline) -> dict[str, Value]:
    found = {name.lower(): value for name, value in map(_meta, _META.findall(text)) if value}
    fields: dict[str, Value] = {}
    title = _TITLE.search(text)
    if title and sum(heading.level == 1 for heading in outline.headings) != 1:
        fields["title"] = shown(_SITE.sub("", unescape(title[1]).strip()))
    tags = [unescape(tag).strip() for tag in _TAG_LINK.findall(text)]
    tags += [tag.strip() for tag in found.get("keywords", "").split(",") if tag.strip()]
    if tags:
        fields["tags"] = tuple(dict.fromkeys(tags))
    time = _TIME.search(text)
    date = found.get("article:published_time") or found.get("date") or (time[1] if time else "")
    url = found.get("og:url", "")
    return {**fields, **{k: v for k, v in (("date", date), ("url", url)) if v}}


def _meta(attributes: str) -> tuple[str, str]:
    """Name and content of a `<meta>`."""
    own = {name.lower(): a or b for name, a, b in _ATTRIBUTE.findall(attributes)}
    return own.get("name") or own.get("property") or "", unescape(own.get("content", "")).strip()
