"""What is made when it is first needed, and once, though several threads ask for it at a time."""

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def once(make: Callable[[], T]) -> Callable[[], T]:
    """`functools.cache` makes it for each of those threads: three notebooks that are opened beside
    each other would load three analysers.
    """
    lock = threading.RLock()
    made: list[T] = []

    def get() -> T:
        if not made:
            with lock:
                if not made:
                    made.append(make())
        return made[0]

    return get
