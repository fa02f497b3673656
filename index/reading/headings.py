"""Headings: what a line looks like when it is one, and its words without their markup."""

import re
from dataclasses import dataclass
from html import unescape

# `9.1 쿠버네티스 네트워크 원칙`, `9.1.2. Service`: two to four numbers, then a short title that
# is no sentence and no figure (`1.5 GB를 쓴다.`).
_NUMBERED = re.compile(r"(\d{1,3}(?:\.\d{1,3}){1,3})\.?[ \t]+(\S.*)$")
_UNIT = re.compile(
    r"(?:[KMGTkm]?i?[Bb]|ms|초|분|시간|배|개|명|%|GHz|x)(?:에|이|가|을|를|만|로|\W|$)"
)
_STATEMENT = re.compile(r"[.,;]$|(?:[니인한된는었았]|이)다$|(?:[세네어아해]|에)요$")
_SENTENCE = re.compile(r"[.,;!?]$|\s\S*[다요]$")  # whatever a line says that is no heading
_MAX_TITLE = 60
# `###1. 오류`, `##트리`, `#\xa0제목`: hashes that a Markdown parser passes over.
_HASHES = re.compile(r"(#{1,6})(?!#)\s*(\S.*)$")
_TERM = re.compile(
    r"(?:\*\*|__)(?!\s)(?P<bold>[^*_\n]{1,80}?(?:\*(?!\*)[^*_\n]{1,80}?)?)(?:\*\*|__)"
    r"(?P<gloss>[ ]?[(（][^()（）\n]{1,60}[)）])?[ ]?[:：]?$|`(?P<code>[^`\n]{1,60})`$"
)
# Of HTML, for `Option<T>` and `docker run <image>` have no tags.
ELEMENT = (
    "(?:a|abbr|address|article|aside|audio|b|blockquote|br|BR|button|caption|center|cite|code|col|"
    "colgroup|dd|del|details|dfn|div|dl|dt|em|figcaption|figure|font|footer|h[1-6]|header|hr|i|"
    "iframe|img|input|ins|kbd|label|li|main|mark|nav|ol|p|picture|pre|q|s|samp|script|section|"
    "small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|tfoot|th|thead|tr|u|"
    r"ul|var|video)(?=[\s/>])"
)
_TAG = re.compile(rf"</?{ELEMENT}[^<>]*>|<!--.*?-->")
_IMAGE_OR_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()\s]*(?:\([^()]*\))?[^()]*\)|\[[^\[\]]*\])")
_WIKI = re.compile(r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]")
_EMPHASIS = re.compile(
    r"(\*{1,3}|~~|==)(?=\S)(.+?)(?<=\S)\1|(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\3(?!\w)"
)
_FOOTNOTE = re.compile(r"\[\^[^\]]+\]")
_ATTRIBUTES = re.compile(r"\s*\{[#.:][^{}]*\}\s*$")
_INVISIBLE = re.compile("[\u200b\u200c\u2060\ufeff\u00ad]")
_CODE = "\ue000"  # stands in for inline code, in which there is no markup
PLACE_LEVEL = 1_000  # of a mark that tells the place in a file: a page, a cell
TERM_LEVEL = 7  # of a term that stands alone on its line: below all other headings


@dataclass(frozen=True)
class Heading:
    """`level` 1 to 6, or more for a term above its definition; `start` to `end` are whole lines
    with their endings. What stands below it ends before `until`, -1 for the end of the note.
    """

    level: int
    text: str
    start: int
    end: int
    until: int = -1


def shown(text: str) -> str:
    """`**1. [세션](https://…)과 `쿠키`** <a name="s"></a> {#s}` -> `1. 세션과 쿠키`."""
    codes: list[str] = []

    def taken_out(match: re.Match[str]) -> str:
        codes.append(match[2].strip())
        return _CODE

    text = re.sub(r"(`+)([^`]+)\1", taken_out, _ATTRIBUTES.sub("", text[:1_000]))
    parts = _emphasis(_plain(text)).split(_CODE)
    text = "".join(part + code for part, code in zip(parts, [*codes, ""], strict=False))
    return " ".join(_INVISIBLE.sub("", text).split())


def _plain(text: str) -> str:
    text = _TAG.sub("", text)
    text = _FOOTNOTE.sub("", text)
    text = _WIKI.sub(r"\1", text)
    for _ in range(2):  # an image in a link
        text = _IMAGE_OR_LINK.sub(r"\1", text)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", unescape(text))


def _emphasis(text: str) -> str:
    for _ in range(3):
        text = _EMPHASIS.sub(lambda match: match[2] or match[4], text)
    return text


def hashed(line: str, least: int) -> tuple[int, str] | None:
    """Level and words of a heading whose hashes no parser takes for one. One hash that touches its
    word is that of a tag, unless there are `least` words, 1 where the note writes its headings so,
    0 for a note that has none of them: `#중간고사 대비 요약본`.
    """
    match = _HASHES.match(line)
    if match is None:
        return None
    hashes, words = match[1], match[2]
    spaced = line[len(hashes)].isspace()
    if not spaced and len(hashes) == 1:
        first, *others = words.split()
        several = bool(others) and " #" not in words and words[:1] not in "!/" and "/" not in first
        if not least or not (several or least == 1):
            return None
        if len(words) > _MAX_TITLE or _STATEMENT.search(words):
            return None
    return len(hashes), words.rstrip(" #") if words.rstrip(" #") else words


def numbered(line: str) -> int | None:
    """The level of a bare numbered line, None when it is none."""
    match = _NUMBERED.match(line)
    if match is None or not is_title(match[2].rstrip()):
        return None
    return match[1].count(".") + 1


def is_title(words: str) -> bool:
    return len(words) <= _MAX_TITLE and not _STATEMENT.search(words) and _UNIT.match(words) is None


def is_name(words: str) -> bool:
    """Whether they may be a term and are no sentence, nor a part of one that shows."""
    named = any(letter.isalpha() for letter in words)
    return named and len(words) <= _MAX_TITLE and not _SENTENCE.search(words)


def term(line: str) -> str:
    """The words of a line that is nothing but a term, `**샤딩**(sharding)`; else empty."""
    match = _TERM.match(line.strip())
    if match is None:
        return ""
    words = match["code"] or (match["bold"] + (match["gloss"] or ""))
    return "" if _STATEMENT.search(match["bold"] or "") else shown(words).rstrip(" :：")


def section_number(heading: str) -> tuple[int, ...]:
    """`(9, 1)` of `9.1 쿠버네티스 …`; empty when the heading does not begin with such a number:
    neither `0.1 + 0.2`, `24.03.05`, `802.11` nor `192.168.0.1` numbers a section.
    """
    match = re.match(r"([1-9]\d?(?:\.[1-9]\d?)+)\.?(?=\s+[^\W\d_]|$)", heading)
    return tuple(int(part) for part in match[1].split(".")) if match else ()
