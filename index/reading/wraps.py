"""Lines that were broken to fit a width: the sentence goes on in the next line."""

import re

from index.reading.marks import ITEM, has_label

_LEAST = 10  # characters of a line that may have been too long
# How a Korean word ends that another one follows: particles, connective and adnominal endings.
_GOES_ON = re.compile(
    r"(?:(?<=[\w)\]`*])(?:[은는을를와며]|에|에서|에게|으로|부터|까지|보다|처럼|마다|지만|므로|니까|거나"
    r"|도록|면서)|(?<![결효학성초통])과|(?<![\s화장표측평정양라])면|(?<![\s창사광보최권신경참충선재])고"
    r"|[는은]데|[아어해여라]서|하여|되어|려고|[같작큰많높]은|[위대관]한|위해|통해|따라|또는|및|그리고|,)$"
)
_LATIN_END, _LATIN_START = re.compile(r"[A-Za-z,)`*_]$"), re.compile(r"[a-z]")


def goes_on(line: str, after: str) -> bool:
    """Whether the sentence of a line goes on in the one `after` it, which has no mark of its own.

    What has many short lines has them for a reason: nothing shorter is taken for broken.
    """
    if len(line) < _LEAST or line.endswith(("  ", "\\")) or after.startswith(("|", ">", "#")):
        return False
    if ITEM.match(after) or has_label(after):
        return False
    line = line.rstrip()
    latin = _LATIN_END.search(line) and _LATIN_START.match(after)
    return bool(latin) or ends_open(line)


def ends_open(line: str) -> bool:
    """`가격이 오르면`, `물길 도구는`: no name, and no sentence."""
    return _GOES_ON.search(line) is not None
