"""`galpi mcp`: an agent's own server, over standard input and output."""

import os
import signal
import sys
import threading

import anyio
from mcp.server.stdio import stdio_server

from chat.server.backend import Backend, Open
from chat.server.programs.agents import Agents
from chat.server.programs.gate import Gate
from chat.server.programs.problems import one_line
from qa import NotesError

INTERRUPTED = 130  # the exit code after Ctrl-C


def speak(open_notebook: Open, may_sync: bool = False) -> None:
    """Until the input ends. The notebook is opened meanwhile, and follows its folder."""
    backend, stop = Backend(open_notebook, talks=False), threading.Event()
    # The thread that waits for input cannot be interrupted, and nothing would be lost with it.
    signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    threading.Thread(target=_keep, args=(backend, stop), daemon=True).start()
    try:
        anyio.run(_speak, Agents(backend, Gate(), may_sync))
    finally:
        stop.set()


async def _speak(agents: Agents) -> None:
    async with stdio_server() as (receive, send):
        await agents.server.run(receive, send, agents.server.create_initialization_options())


def _keep(backend: Backend, stop: threading.Event) -> None:
    try:
        backend.sync()
        for result in backend.notebook.follow(stop):
            if isinstance(result, NotesError):
                _tell(result)
    except NotesError as error:
        _tell(error)
        os._exit(1)  # the other thread waits for its input, and cannot be told


def _tell(error: NotesError) -> None:
    sys.stderr.write(f"galpi: {one_line(error)}\n")
    sys.stderr.flush()
