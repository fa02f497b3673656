"""A chat that is really served, for the tests of its endpoints and of its page."""

import asyncio
import gc
import socket
import sys
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from chat.server.backend import Backend, Open
from ui import Options, build, launch

T = TypeVar("T")
_called: list[str] = []  # names and addresses that this process has asked for, but its own


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.getaddrinfo":
        _called.append(str(arguments[0]))
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        _called.append(str(arguments[1][0]))


sys.addaudithook(_watch)


def foreign_calls(since: int = 0) -> list[str]:
    """Of the calls of this process from that one on."""
    own = {"127.0.0.1", "localhost", "::1", "None", "0.0.0.0"}
    return [host for host in _called[since:] if host not in own]


def calls() -> int:
    """How many there were."""
    return len(_called)


def run_apart(work: Coroutine[Any, Any, T]) -> T:
    """In a thread of its own: a browser that is driven from this one leaves a running loop here."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def connect(url: str, auth: tuple[str, str] | None = None) -> Any:
    """A gradio_client.Client; without download_files=False it takes every "path" for a file."""
    from gradio_client import Client  # type: ignore[import-untyped]  # after `ui`, as in its process

    return Client(url, auth=auth, verbose=False, analytics_enabled=False, download_files=False)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def served(
    open_notebook: Open,
    auth: str | None = None,
    start: bool = True,
    mcp: bool = False,
    name: str = "",
    others: Mapping[str, Open] | None = None,
) -> Iterator[tuple[str, Backend]]:
    """Its URL, and the notebook behind it, opened if it is to start; and so are the others."""
    before = calls()  # other tests of the process may have called others
    backend = Backend(open_notebook, name)
    more = [Backend(other, of) for of, other in (others or {}).items()]
    demo = build(backend, *more)
    try:
        url = launch(demo, backend, Options(port=free_port(), auth=auth, mcp=mcp), *more)
        for each in (backend, *more) if start else ():
            each.start()
        yield url, backend
    finally:
        demo.close(verbose=False)
        for each in (backend, *more):
            each.conversations.close()
        # Gradio leaves event loops open; they are collected here, where that is no error.
        asyncio.set_event_loop(None)
        gc.collect()
    assert foreign_calls(before) == [], foreign_calls(before)
