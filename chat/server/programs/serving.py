"""`galpi serve`: programs and agents are answered without any page."""

import socket
import sys
import threading
from contextlib import suppress
from typing import Any

import uvicorn

from chat.server.backend import Backend, Open
from chat.server.guard import Guard
from chat.server.options import Options, port_taken
from chat.server.programs.app import programs
from chat.server.programs.patience import Impatient
from chat.server.programs.rest import ROOT
from qa import NotesError

MOST_CONNECTIONS = 2_000  # at once; each costs a file


def serve(open_notebook: Open, options: Options | None = None) -> None:
    """Blocks until interrupted. It answers while the notebook is still being opened.

    Raises the NotesError of a notebook that cannot be opened, and UiError for a port in use.
    """
    options = options or Options()
    backend = Backend(open_notebook, talks=False)
    failed: list[NotesError] = []

    def start() -> None:
        try:
            backend.start()
        except NotesError as error:
            failed.append(error)
            server.should_exit = True

    with _listen(options) as listening:
        server = uvicorn.Server(configured(backend, options))
        host, port = listening.getsockname()[:2]
        named = f"[{host}]" if ":" in host else host
        sys.stderr.write(f"갈피 galpi: http://{named}:{port}{ROOT}\n")
        threading.Thread(target=start, daemon=True).start()
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    if failed:
        raise failed[0]


def configured(backend: Backend, options: Options, **more: Any) -> uvicorn.Config:
    return uvicorn.Config(
        Guard(programs(backend, options), options.hosts), http=Impatient, ws="none",
        log_level="warning", access_log=False, server_header=False, lifespan="on",
        limit_concurrency=MOST_CONNECTIONS, **more,
    )  # fmt: skip


def _listen(options: Options) -> socket.socket:
    _allow_files()
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    try:
        return socket.create_server((options.host, options.port), family=family, backlog=1024)
    except OSError as error:
        raise port_taken(options) from error


def _allow_files() -> None:
    """As many as there may be connections; what the system gives at first is about half of it."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + 500
    if soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
