"""What page.js sends along. Anything may come: it is checked here."""

import re
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Sent:
    key: str  # of the conversation
    turn: int | None = None
    number: int | None = None  # of a source, 1-based, or the place of a sentence that is picked
    name: str | None = None  # of a note that is linked
    good: bool = False
    book: str | None = None
    chapter: int | None = None
    owner: str = ""  # the key of the browser
    notebook: str | None = None
    together: bool = False  # whether all notebooks are asked

    @classmethod
    def of(cls, value: Any) -> "Sent":
        """`value` is a dict, or an event with attributes."""

        def given(name: str, kind: type) -> Any:
            found = value.get(name) if isinstance(value, dict) else getattr(value, name, None)
            return found if isinstance(found, kind) else None

        key, owner = given("key", str) or "", given("owner", str) or ""
        return cls(
            key if _KEY.fullmatch(key) else token_hex(16),  # nobody else's, and not found again
            given("turn", int),
            given("number", int),
            given("name", str),
            bool(given("good", bool)),
            given("book", str) or None,
            given("chapter", int),
            owner if _KEY.fullmatch(owner) else "",
            given("notebook", str),
            bool(given("together", bool)),
        )
