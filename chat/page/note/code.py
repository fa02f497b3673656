"""Code in colours, and formulas."""

from collections.abc import Iterator
from functools import lru_cache

import nh3
from latex2mathml.converter import convert
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, String
from pygments.util import ClassNotFound

MAX_CODE, MAX_FORMULA = 20_000, 2_000  # characters; longer ones are shown plain
_COLOURS = [
    (Comment, "remark"),
    (Keyword, "keyword"),
    (String, "string"),
    (Number, "value"),
    (Name.Function, "name"),
    (Name.Class, "name"),
    (Name.Tag, "name"),
    (Name.Attribute, "name"),
]

MATH = frozenset(
    "math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle msub msup msubsup munder mover "
    "munderover mtable mtr mtd mpadded mphantom menclose".split()
)
MATH_ATTRIBUTES = {
    "math": {"display"},
    "mo": {"stretchy", "fence", "form"},
    "mi": {"mathvariant"},
    "mtable": {"columnalign"},
    "mfrac": {"linethickness"},
}
# A formula can name classes and addresses.
_CLEANER = nh3.Cleaner(tags=set(MATH), attributes=MATH_ATTRIBUTES)


def coloured(code: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of each part, in order and without a gap; a kind may be ""."""
    try:
        lexer = get_lexer_by_name(language, ensurenl=False) if language else None
    except ClassNotFound:
        lexer = None
    if lexer is None or len(code) > MAX_CODE:
        yield 0, len(code), ""
        return
    for start, kind, part in lexer.get_tokens_unprocessed(code):
        name = next((name for of, name in _COLOURS if of in kind.split()), "")
        yield start, start + len(part), name


@lru_cache(maxsize=500)
def formula(tex: str, alone: bool) -> str | None:
    """As MathML; None for what cannot be read."""
    if len(tex) > MAX_FORMULA:
        return None
    try:
        # It reads `\\c` as a line's end and a letter only with a space between them.
        made = convert(tex.replace("\\\\", "\\\\ "), display="block" if alone else "inline")
    except Exception:  # it raises whatever a formula makes it stumble over
        return None
    return _CLEANER.clean(made)
