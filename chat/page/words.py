"""All that the page says, in both languages: one table, `words.json`.

A line is named by its Korean. Its English may have a form for one and, behind `|`, one for more:
`{count} source|{count} sources`. What the rest of galpi says of an error is English and named by
that, with `{}` for what differs.
"""

import json
import re
from functools import cache
from pathlib import Path

from qa import half

_TABLE = json.loads((Path(__file__).parent / "static" / "words.json").read_text(encoding="utf-8"))
PAGE: dict[str, str] = _TABLE["page"]
MESSAGES: dict[str, str] = _TABLE["messages"]


def english(korean: str, **facts: object) -> str:
    """Of a line with its facts put in. Raises KeyError for one that is not in the table."""
    one, _, more = PAGE[korean].partition("|")
    return (one if facts.get("count") == 1 or not more else more).format(**facts)


def both(message: str) -> tuple[str, str]:
    """A message of the rest of galpi in Korean and English; the same twice where it is unknown."""
    message = " ".join(message.split())
    korean, english = half(message, korean=True), half(message, korean=False)
    if korean != english:
        return korean, english
    for pattern, korean in _patterns():
        if match := pattern.fullmatch(message):
            return korean.format(*match.groups()), message
    return message, message


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile("(.*?)".join(map(re.escape, english.split("{}")))), korean)
        for english, korean in MESSAGES.items()
    ]
