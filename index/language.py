"""Texts in both languages, `한국어 · English`, as reasons and errors are that are stored or logged
before they are shown: whoever shows one chooses.
"""

import re
from typing import NamedTuple


class Text(NamedTuple):
    """The same in both languages."""

    english: str
    korean: str

    def both(self) -> str:
        return f"{self.korean} · {self.english}"


# What stands in front of a colon belongs to both halves.
_BOTH = re.compile(
    r"^(?P<where>(?:.*?: )?)(?P<ko>(?=[^·]*[가-힣])[^·]+?) · (?P<en>[A-Za-z'\d].*)$", re.S
)


def half(text: str, korean: bool) -> str:
    """Of a text in both languages the one, of any other all."""
    found = _BOTH.match(text)
    return found["where"] + found["ko" if korean else "en"] if found else text
