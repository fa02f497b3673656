"""What stands before a quotation in its line, which the lines below it have as well."""

import re
from collections.abc import Iterable

_CONTAINERS = re.compile(r"^(?:[ \t>]|[-*+•][ \t]|\d{1,9}[.)][ \t])+")


def margin_of(before: str) -> str:
    """Of what stands behind `before`: the indentation of its line, the marks of a quotation and
    those of items, `> - `.
    """
    found = _CONTAINERS.match(re.split(r"[\r\n]", before)[-1])
    return found.group() if found else ""


def flush(text: str, margin: str) -> str:
    """All lines as far left as the first, which begins behind the margin. A `>` that is not the
    quotation's, as in code, is left where it is.
    """
    depth, width = margin.count(">"), len(margin.rpartition(">")[2])
    return re.sub(rf"(?<=[\r\n])(?:[ \t]*>){{0,{depth}}}[ \t]{{0,{width}}}", "", text)


def crumbs(above: Iterable[str], said: str) -> str:
    """`REPEATABLE READ › `, on a line of its own where several are said below it."""
    told = " › ".join(text.rstrip(" :：") for text in above)
    return told and told + ("\n" if "\n" in said else " › ")
