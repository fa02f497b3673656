"""`galpi serve` in this process, for the tests of REST and MCP."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from chat.server.backend import Backend, Open
from chat.server.options import Options
from chat.server.programs.serving import configured


@contextmanager
def serving(
    open_notebook: Open, start: bool = True, **options: object
) -> Iterator[tuple[str, Backend]]:
    """Its URL, and the notebook behind it, opened if it is to start."""
    backend = Backend(open_notebook)
    chosen = Options(**options)  # type: ignore[arg-type]
    config = configured(backend, chosen, port=0)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
        if start:
            backend.start()
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", backend
    finally:
        server.should_exit = True
        thread.join()
