"""The user's language: Korean where the locale says so, else English."""

import os
from locale import getlocale

from index.language import half


def is_korean() -> bool:
    """By the variables that gettext goes by, else as the system is set."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value.lower().startswith("ko")
    return (getlocale()[0] or "").lower().startswith("ko")


def say(korean: str, english: str) -> str:
    return korean if is_korean() else english


def own(text: str) -> str:
    """The half that is the user's of a text in both languages."""
    return half(text, is_korean())
