"""How many requests are worked on, and how many may wait: what comes on top is told so at once."""

from collections.abc import Callable
from typing import TypeVar

import anyio
from anyio import to_thread

from chat.server.errors import Busy

T = TypeVar("T")


class Gate:
    """The limits of the page: `at_once` in threads, `waiting` behind them."""

    def __init__(self, at_once: int = 4, waiting: int = 64) -> None:
        self._threads = anyio.CapacityLimiter(at_once)
        self._room = at_once + waiting

    async def run(self, work: Callable[[], T]) -> T:
        """Raises Busy."""
        if not self._room:
            raise Busy(
                "too many questions at once; ask again in a moment",
                "한꺼번에 너무 많이 물었습니다. 곧 다시 물어보세요.",
            )
        self._room -= 1
        try:
            return await to_thread.run_sync(work, limiter=self._threads)
        finally:
            self._room += 1
