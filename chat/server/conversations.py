"""The turns of each conversation: kept on the disk, the last ones in memory as they are shown."""

import sqlite3
import threading
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from chat.page.bubble import Shown, bubble
from chat.page.note.links import no_picture
from chat.server.records import Picture, from_json, to_json
from chat.server.talks import Talks
from qa import Answer

MAX_SHOWN = 30  # turns of a conversation; all of them are sent again with each answer
MAX_CACHED = 30  # conversations; the one least lately used goes first


@dataclass(frozen=True)
class Turn:
    shown: Shown

    @property
    def number(self) -> int:
        """1-based, counted on when the first turns have been dropped."""
        return self.shown.turn

    @property
    def answer(self) -> Answer:
        return self.shown.answer

    @cached_property
    def html(self) -> str:
        return bubble(self.shown)


class Conversations:
    """By the key of a browser and one that a tab has made up. May be used from any thread.

    Where the disk fails what was said stays in memory alone.
    """

    def __init__(self, file: Path | None = None, picture: Picture = no_picture) -> None:
        self.talks, self.picture = Talks(file), picture
        self._cached: OrderedDict[tuple[str, str], tuple[int, tuple[Turn, ...]]] = OrderedDict()
        self._lock = threading.RLock()

    def turns(self, owner: str, key: str) -> tuple[Turn, ...]:
        """Those that are shown."""
        with self._lock:
            version = self.talks.version(owner, key)
            cached = self._cached.get((owner, key))
            if cached and cached[0] == version:
                self._cached.move_to_end((owner, key))
                return cached[1]
            return self._cache(owner, key, version, self.all(owner, key, MAX_SHOWN))

    def all(self, owner: str, key: str, last: int = -1) -> tuple[Turn, ...]:
        """Those that are no longer shown, too. What cannot be read is left out."""
        turns = []
        for kept in self.talks.turns(owner, key, last):
            with suppress(TypeError, KeyError, ValueError):
                turns.append(Turn(from_json(kept, self.picture)))
        return tuple(turns)

    def add(self, owner: str, key: str, shown: Shown) -> tuple[Turn, ...]:
        """All turns that are shown, with the new one, which is given its number."""
        with self._lock:
            before, version = self.turns(owner, key), self.talks.version(owner, key)
            number = before[-1].number + 1 if before else 1
            with suppress(sqlite3.Error):
                number = self.talks.add(owner, key, shown) or number
            turns = (*before, Turn(replace(shown, turn=number)))
            return self._after(owner, key, version, turns[-MAX_SHOWN:])

    def replace(self, owner: str, key: str, turn: Turn) -> tuple[Turn, ...]:
        """All turns that are shown, with this one in the place of the one with its number."""
        with self._lock:
            before, version = self.turns(owner, key), self.talks.version(owner, key)
            with suppress(sqlite3.Error):
                self.talks.replace(owner, key, turn.number, to_json(turn.shown))
            turns = tuple(turn if old.number == turn.number else old for old in before)
            return self._after(owner, key, version, turns)

    def turn(self, owner: str, key: str, number: int | None) -> Turn | None:
        return next((turn for turn in self.turns(owner, key) if turn.number == number), None)

    def close(self) -> None:
        self.talks.close()

    def _after(
        self, owner: str, key: str, before: int, turns: tuple[Turn, ...]
    ) -> tuple[Turn, ...]:
        """Read anew where another process has written meanwhile."""
        version = self.talks.version(owner, key)
        if version > before + 1:
            return self.turns(owner, key)
        return self._cache(owner, key, version, turns)

    def _cache(
        self, owner: str, key: str, version: int, turns: tuple[Turn, ...]
    ) -> tuple[Turn, ...]:
        self._cached[owner, key] = version, turns
        self._cached.move_to_end((owner, key))
        if len(self._cached) > MAX_CACHED:
            self._cached.popitem(last=False)
        return turns
