"""A chat that is really served, for the tests of its endpoints and of its page."""

import asyncio
import gc
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from chat.server.backend import Backend, Open
from ui import Options, build, launch

_called: list[str] = []  # names and addresses that this process has asked for, but its own


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.getaddrinfo":
        _called.append(str(arguments[0]))
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        _called.append(str(arguments[1][0]))


sys.addaudithook(_watch)


def foreign_calls() -> list[str]:
    return [
        host for host in _called if host not in ("127.0.0.1", "localhost", "::1", "None", "0.0.0.0")
    ]


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
    assert foreign_calls() == [], foreign_calls()
