"""Texts on which a regular expression that goes back over what it read would not come to an end."""

from collections.abc import Iterator

_MATTER = 19_000  # characters, just below what is read of a front matter


def worst_texts(size: int) -> Iterator[tuple[str, str]]:
    """Names and texts of about that many characters."""
    for name, piece in _PIECES.items():
        yield name, piece * (size // len(piece))
    for name, (first, piece, last) in _LINES.items():
        yield name, first + piece * (size // len(piece)) + last
    for name, (first, piece, last) in _MATTERS.items():
        yield f"yaml {name}", f"---\n{first}{piece * (_MATTER // len(piece))}{last}\n---\n본문"


_PIECES = {
    **{"spaces": " ", "tabs": "\t", "LF": "\n", "CR": "\r", "CRLF": "\r\n", "hangul": "가"},
    **{"ticks": "`", "tildes": "~", "numbers": "9.", "quotation": "> ", "markers": "- "},
    **{"dots": ".", "dots and quotes": "'.\"", "bangs": "! ", "bars": "|", "letters": "a."},
    **{"comments": "<!-- ", "marks": "%% a ", "open tags": "<b ", "wikilinks": "[[a|"},
    **{"terms": "**a**\n\n", "fences in a list": "- ```\n", "quoted fences": "> ```\n"},
    **{"headings": "# a\n", "sections": "9.1 가\n", "fences": "```\n", "rules": "---\n"},
    **{
        "endings": "다. ",
        "family": "👩‍👩‍👧‍👦",
        "accents": "a\u0301\u0301\u0301",
        "code": "a_b-c/d+",
    },
    **{"brackets": "[](", "digits": "1", "links": "](http://", "zero width": "\u200b"},
}
_LINES = {
    "a heading of spaces": ("# ", " ", "x"),
    "a heading of closings": ("# ", " #", "x"),
    "a title of one word": ("9.1 ", "x", ""),
    "a sentence of quotes": ("끝.", '"', "x"),
    "an open front matter": ("---\n", " ", "a:"),
    "a front matter of rules": ("---\n", "--- ", ""),
    "an item": ("- [ ] ", " ", "x"),
}
_MATTERS = {
    "lists": ("", "[", ""),
    "maps": ("", "{", ""),
    "items": ("", "- ", ""),
    "keys": ("", "? ", ""),
    "anchors": ("a: ", "&a ", ""),
    "aliases": ("a: &a x\nb: [", "*a,", "]"),
    "escapes": ('a: "', "\\x41", '"'),
    "an open quote": ('a: "', "x", ""),
    "tags": ("a: ", "!", ""),
    "lines": ("a: |\n", " x\n", ""),
    "pairs": ("{", "k: v,", "}"),
}
