"""What is made once."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from index.once import once


def test_threads_that_need_a_thing_at_a_time_wait_for_the_one() -> None:
    started = Barrier(3)
    made: list[int] = []

    def make() -> list[int]:
        time.sleep(0.05)
        made.append(1)
        return made

    get = once(make)

    def ask(_: int) -> list[int]:
        started.wait()
        return get()

    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(ask, range(3))) == [[1]] * 3
