"""A quotation without the marks of Markdown, for a terminal."""

import re

# None of them can run over another of its kind, so that a long line takes no long time.
_MARKS = [
    (re.compile(r"%%[^%]*%%|<!--.*?-->|\[\^[^\]\s]+\]:?"), ""),
    (re.compile(r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]"), r"\1"),
    (re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)"), r"\1"),
    (re.compile(r"(\*\*|__|~~|==)(?=\S)([^*_~=]+)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![*\w\\])\*(?=[^\s*])([^*]+)(?<=[^\s\\])\*(?!\*)"), r"\1"),
    (re.compile(r"\$\$?(?=[^\s$\d])([^$]+)(?<=\S)\$\$?(?!\d)"), r"\1"),
    (re.compile(r"\\([*_~`$\[\]|#\\])"), r"\1"),
]
_CODE = re.compile(r"(`+)([^`]+)\1")


def plain(quoted: str) -> str:
    """`**격리** 수준은 $x^2$` -> `격리 수준은 x^2`; what stands between ticks is left as it is."""
    parts, at = [], 0
    for match in _CODE.finditer(quoted):
        parts += [_bare(quoted[at : match.start()]), match[2]]
        at = match.end()
    return "".join([*parts, _bare(quoted[at:])])


def _bare(text: str) -> str:
    for pattern, kept in _MARKS:
        text = pattern.sub(kept, text)
    return text
