"""The HTML that notes hold: what is made of it, and what all HTML of a note is cleaned down to.

A tag is made anew, and only if it is known to be harmless; any other is shown as it is written, so
that nothing of a note is lost (`kubectl get pod <pod-name>`).
"""

import re
from collections.abc import Iterator
from html import unescape

import nh3

from chat.page.note.code import MATH, MATH_ATTRIBUTES
from chat.page.note.links import Links

_SAME = frozenset(
    "b strong i em u s del ins kbd sub sup small code br wbr abbr cite var samp q p ul ol li dl dt "
    "dd table thead tbody tfoot tr th td caption blockquote pre hr details summary figure "
    "figcaption".split()
)
_OTHER = {"mark": "em", "strike": "s", "tt": "code", **{f"h{n}": "h4" for n in range(1, 7)}}
# Their content is shown without them.
_BARE = frozenset(
    "a article body center div font footer head header html main nav picture section source span "
    "title".split()
)
_VOID = frozenset(["br", "hr", "wbr"])
# In a page of the web they are dropped with all that they hold.
_UNSEEN = frozenset("script style head svg iframe noscript template".split())
_MARKUP = re.compile(
    r"<!--|<!doctype[^<>]*>"
    r"|<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)"
    r"(?P<attributes>(?:\s+[^\s\"'<>=/]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>=`]+))?)*)"
    r"\s*/?>",
    re.I,
)
_ATTRIBUTE = re.compile(r"([^\s\"'<>=/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>=`]+))")


def markup(html: str, start: int, end: int, page: bool) -> Iterator[tuple[re.Match[str], int]]:
    """Tags and comments between two places, each with where the text goes on behind it.

    Nothing is looked for twice to the end in vain, so that it takes no long time.
    """
    lower = html.lower() if page else html
    at, missing = start, set[str]()
    for match in _MARKUP.finditer(html, start, end):
        name = (match["name"] or "").lower()
        if match.start() < at:
            continue
        closing = "-->" if match[0] == "<!--" else f"</{name}" if page and name in _UNSEEN else ""
        at = match.end()
        if closing and not match["close"]:
            found = -1 if closing in missing else lower.find(closing, at, end)
            if found < 0:
                missing.add(closing)
                continue
            at = lower.find(">", found) + 1 or end
        yield match, at


def tag(match: re.Match[str], beyond: int, links: Links) -> str | None:
    """What stands for what `markup` gives; None if it is to be shown as it is written."""
    name = (match["name"] or "").lower()
    if not name or name in _UNSEEN and beyond > match.end():
        return ""  # a comment, or what is not seen
    given = _attributes(match["attributes"])
    if name == "img" and not match["close"]:
        return links.image(given.get("src", ""), given.get("alt", ""))
    if name == "a" and not match["close"] and "href" in given:
        return links.opening(given["href"]) or "<a>"
    if name == "a":
        return "</a>" if match["close"] else "<a>"
    if name in _BARE:
        return ""
    made = name if name in _SAME else _OTHER.get(name)
    if made is None or (match["close"] and made in _VOID):
        return None if made is None else ""
    if match["close"]:
        return f"</{made}>"
    spans = "".join(
        f' {key}="{given[key]}"' for key in ("colspan", "rowspan") if given.get(key, "").isdigit()
    )
    level = f' class="{name}"' if made == "h4" else ' class="lit"' if name == "mark" else spans
    return f"<{made}{level}>"


def _attributes(written: str) -> dict[str, str]:
    return {
        match[1].lower(): unescape(next(value for value in match.groups()[1:] if value is not None))
        for match in _ATTRIBUTE.finditer(written)
    }


_CLEANER = nh3.Cleaner(
    tags={*_SAME, *MATH, "a", "img", "h4", "div", "span", "mark", "section"},
    attributes={
        "*": {"class"},
        "a": {"href", "target", "rel", "role"},
        "img": {"src", "alt", "loading"},
        "div": {"tabindex"},
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan"},
        "li": {"value"},
        **MATH_ATTRIBUTES,
    },
    link_rel=None,
    url_schemes={"http", "https", "mailto"},
)


def clean(html: str) -> str:
    """Well formed and harmless, whatever went before; on one line, as `markup.text` has it."""
    return _CLEANER.clean(html).replace("\n", "&#10;").replace("\t", "&#9;")
