"""What stands within a line: text, emphasis, code, links, pictures and formulas."""

from collections.abc import Sequence

from markdown_it.token import Token

from chat.page.markup import Extent, marked, text
from chat.page.note.code import coloured, formula
from chat.page.note.lines import Places
from chat.page.note.links import NOTES, PICTURES, Links
from chat.page.note.raw import markup, tag

_TAGS = {
    "strong_open": "<b>", "strong_close": "</b>", "em_open": "<i>", "em_close": "</i>",
    "s_open": "<s>", "s_close": "</s>", "lit_open": '<em class="lit">', "lit_close": "</em>",
    "softbreak": "<br>", "hardbreak": "<br>",
}  # fmt: skip


class Inline:
    """The tokens of one content, which its places tie to the note."""

    def __init__(self, content: str, places: Places, spans: Sequence[Extent], links: Links) -> None:
        self.content, self.places, self.spans, self.links = content, places, spans, links

    def html(self, tokens: Sequence[Token], start: int = 0) -> str:
        """Of the tokens; of the content before `start` nothing is shown."""
        parts: list[str] = []
        open_links: list[str] = []
        for token in tokens:
            if token.type == "link_open":
                opening = self.links.opening(str(token.attrs.get("href", "")))
                parts.append(opening or "")
                open_links.append("</a>" if opening else "")
            elif token.type == "link_close":
                parts.append(open_links.pop())
            else:
                parts.append(_TAGS.get(token.type) or self._token(token, start))
        return "".join(parts)

    def _token(self, token: Token, start: int) -> str:
        at, content = token.meta.get("at", 0), token.content
        match token.type:
            case "text":
                at = at if self.content.startswith(content, at) else self.content.find(content, at)
                return self._text(max(at, start), at + len(content)) if at >= 0 else text(content)
            case "text_special" if content == token.markup:
                return self._text(at, at + len(content))
            case "text_special":
                return self._whole(text(content), at, at + len(token.markup))
            case "code_inline":
                at += len(token.markup)
                at += not self.content.startswith(token.markup, at + len(content))
                return f"<code>{self._text(at, at + len(content))}</code>"
            case "html_inline":
                return self.raw(at, at + len(content))
            case "math_inline" | "math_inline_double":
                end = at + len(content) + 2 * len(token.markup)
                return self._whole(tex(content, token.type != "math_inline"), at, end)
            case "image":
                shown = self.links.image(str(token.attrs.get("src", "")), content)
                return self._whole(shown, at, at + len(content) + 2)
            case "wiki" | "wiki_embed":
                return self._wiki(token, at)
            case "footnote_ref":
                return f'<sup class="foot">{text(token.meta["label"])}</sup>'
        return ""

    def _wiki(self, token: Token, at: int) -> str:
        target = token.info
        if token.type == "wiki_embed" and target.lower().endswith(PICTURES):
            # The words behind the bar are its width, if they are a number.
            alt = "" if token.content.strip().isdigit() else token.content.rpartition("/")[2]
            image = self.links.image(target, alt, by_name=True)
            return self._whole(image, at, at + len(token.content))
        name, _, heading = token.content.partition("#")
        shown = self._text(at, at + len(token.content))
        if token.content == target and heading and not name.lower().endswith(NOTES):
            shown = self._text(at, at + len(name)) + text(" › " if name else "")
            shown += self._text(at + len(name) + 1, at + len(token.content))
        return self.links.wiki(target, shown)

    def _text(self, start: int, end: int) -> str:
        cut = self.places.cut(start, end)
        return "".join(marked(self.content[a:b], offset, self.spans) for a, b, offset in cut)

    def whole(self, html: str) -> str:
        return self._whole(html, 0, len(self.content))

    def _whole(self, html: str, start: int, end: int) -> str:
        """Marked as a whole where any of it is quoted."""
        for a, b, offset in self.places.cut(start, end):
            if any(s.start < offset + b - a and offset < s.end for s in self.spans if offset >= 0):
                return f"<mark>{html}</mark>"
        return html

    def raw(self, start: int, end: int, page: bool = False) -> str:
        """A part of the content that is HTML; `page` when it is a page of the web."""
        parts, at = [], start
        for match, beyond in markup(self.content, start, end, page):
            made = tag(match, beyond, self.links)
            if made is not None:
                parts += [self._text(at, match.start()), made]
                at = beyond
        return "".join(parts) + self._text(at, end)

    def code(self, language: str) -> str:
        return "".join(
            f'<span class="{kind}">{self._text(a, b)}</span>' if kind else self._text(a, b)
            for a, b, kind in coloured(self.content, language)
        )


def tex(content: str, alone: bool) -> str:
    made = formula(content.strip(), alone)
    return made or f'<code class="tex">{text(content)}</code>'
