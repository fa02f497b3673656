"""The turns of each tab, kept on the server: a page can be reloaded, and cannot forge them."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

from qa import Answer

MAX_TURNS = 30  # of a conversation; all of them are sent again with each answer
MAX_CONVERSATIONS = 100  # the one least lately used goes first


@dataclass(frozen=True)
class Turn:
    number: int  # 1-based, counted on when the first turns have been dropped
    answer: Answer
    html: str  # the bubble


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

    def turn(self, key: str, number: int | None) -> Turn | None:
        return next((turn for turn in self.turns(key) if turn.number == number), None)

    def forget(self, key: str) -> None:
        with self._lock:
            self._turns.pop(key, None)
