"""The analyser of Korean, Kiwi, here or in a process of its own.

It takes half a second to load and lets no other thread run meanwhile. A command that will ask
something of it has it load beside all else that it needs.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from index.once import once

if TYPE_CHECKING:
    from kiwipiepy import Kiwi


class Token(NamedTuple):
    """Of `len` letters of the text from `start` on; `tag` is one of Sejong."""

    form: str
    tag: str
    start: int
    len: int
    word_position: int  # counts the words between blanks


def tokenize(texts: Sequence[str]) -> Iterable[Sequence[Token]]:
    """Of each text. From any thread."""
    found = _beside.tokenize(texts) if _beside else None
    return _kiwi().tokenize(texts) if found is None else found


def load_beside() -> None:
    """Returns at once; from then on this process asks the other one, unless it has its own."""
    global _beside
    if _beside is None and not _kiwi.is_made:
        _beside = _Beside()


class _Beside:
    """Ends with its input, and so with this process, however that may end."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"}
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment,
        )  # fmt: skip
        atexit.register(self.end)

    def end(self) -> None:
        with self._process:
            self._process.kill()

    def tokenize(self, texts: Sequence[str]) -> list[list[Token]] | None:
        """None when it is no more. It ends where its answer may be left unread, as by Ctrl-C: that
        would be taken for the next one.
        """
        asked, told = self._process.stdin, self._process.stdout
        assert asked and told
        with self._lock:
            try:
                asked.write(json.dumps(texts).encode() + b"\n")
                asked.flush()
                answer = json.loads(told.readline())
            except BaseException as error:
                self._process.kill()
                if isinstance(error, OSError | ValueError):
                    return None
                raise
        return [[Token(*token) for token in tokens] for tokens in answer]


_beside: _Beside | None = None


@once
def _kiwi() -> "Kiwi":
    from kiwipiepy import Kiwi  # loads its language model: for sync and questions only

    # Without the dictionaries of names and typing errors it loads in a third of the time and
    # finds as much: nDCG@10 of words alone on KorQuAD was .950 without, .947 with them.
    return Kiwi(
        num_workers=1,
        load_default_dict=False,
        load_typo_dict=False,
        load_multi_dict=False,
        integrate_allomorph=False,
    )


def _answer() -> None:
    """In the process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # meant for who asks
    _kiwi().tokenize("가")  # with the first text it makes ready
    wanted = attrgetter(*Token._fields)
    for line in sys.stdin:
        found = [[wanted(token) for token in of] for of in _kiwi().tokenize(json.loads(line))]
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _answer()
