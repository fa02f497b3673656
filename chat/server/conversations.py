"""The turns of each tab, kept on the server: a page can be reloaded, and cannot forge them."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

from chat.page.bubble import Shown, bubble
from qa import Answer

MAX_TURNS = 30  # of a conversation; all of them are sent again with each answer
MAX_CONVERSATIONS = 100  # the one least lately used goes first


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
    """By the key that a tab has made up for itself. May be used from any thread."""

    def __init__(self) -> None:
        self._turns: OrderedDict[str, tuple[Turn, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def turns(self, key: str) -> tuple[Turn, ...]:
        with self._lock:
            if key in self._turns:
                self._turns.move_to_end(key)
            return self._turns.get(key, ())

    def add(self, key: str, turn: Turn) -> tuple[Turn, ...]:
        """All turns with the new one."""
        with self._lock:
            self._turns[key] = (*self._turns.get(key, ()), turn)[-MAX_TURNS:]
            self._turns.move_to_end(key)
            if len(self._turns) > MAX_CONVERSATIONS:
                self._turns.popitem(last=False)
            return self._turns[key]

    def replace(self, key: str, turn: Turn) -> tuple[Turn, ...]:
        """All turns with this one in the place of the one with its number."""
        with self._lock:
            turns = self._turns.get(key, ())
            changed = tuple(turn if old.number == turn.number else old for old in turns)
            if key in self._turns:
                self._turns[key] = changed
            return changed

    def turn(self, key: str, number: int | None) -> Turn | None:
        return next((turn for turn in self.turns(key) if turn.number == number), None)

    def forget(self, key: str) -> None:
        with self._lock:
            self._turns.pop(key, None)
