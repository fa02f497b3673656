"""How the chat starts: what is refused before it listens, and the page before its notebook."""

import asyncio
import gc
import socket
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from serving import free_port

import galpi
import ui
from index.errors import ModelError
from qa import Notebook

# gradio leaves these open: an event loop for each of its locks, and its probe of a port in use
pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed event loop:ResourceWarning", "ignore:unclosed <socket:ResourceWarning"
)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"host": "0.0.0.0"}, "0.0.0.0 can be reached by other machines.*give --auth"),
        ({"host": "::"}, "other machines"),
        ({"host": "192.168.0.7"}, "other machines"),
        ({"host": "my-laptop"}, "other machines"),
        ({"auth": "kim"}, "USER:PASSWORD"),
        ({"auth": ":x"}, "USER:PASSWORD"),
    ],
)
def test_unsafe_options_are_refused_with_the_reason(options: Any, message: str) -> None:
    with pytest.raises(ui.UiError, match=message):
        ui.Options(**options)


def test_the_command_line_tells_it_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["galpi", "ui", "--host", "0.0.0.0"])
    with pytest.raises(SystemExit) as end:
        galpi.main()
    error = capsys.readouterr().err
    assert end.value.code == 1
    assert error.startswith("galpi: 0.0.0.0 can be reached by other machines")
    assert error.count("\n") == 1


def test_safe_options() -> None:
    for host in ("127.0.0.1", "127.0.0.2", "::1", "localhost"):
        assert ui.Options(host=host).hosts == frozenset([host, "127.0.0.1", "localhost", "::1"])
    assert ui.Options(host="0.0.0.0", auth="kim:x").hosts is None


def test_mcp_without_its_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chat.server.options.find_spec", lambda name: None)
    with pytest.raises(ui.UiError, match=r"pip install -c constraints.txt -e '.\[mcp\]'"):
        ui.Options(mcp=True)


def test_a_port_in_use_is_told() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(ui.UiError, match=f"port {port} of 127.0.0.1 is taken"):
            ui.serve(lambda _: pytest.fail("opened"), ui.Options(port=port))
    asyncio.set_event_loop(None)
    gc.collect()


def test_the_page_is_there_while_the_notebook_opens_and_goes_when_it_cannot() -> None:
    port, opening, fail = free_port(), threading.Event(), threading.Event()

    def open_notebook(_: object) -> Notebook:
        opening.set()
        fail.wait(30)
        raise ModelError("no model")

    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(ui.serve, open_notebook, ui.Options(port=port))
        assert opening.wait(30)
        url = f"http://127.0.0.1:{port}"
        asked = {"data": ["파드?", 5, None, None, None, None]}
        reply = httpx.post(f"{url}/gradio_api/run/ask", json=asked)
        assert httpx.get(f"{url}/healthz").json() == {"phase": "opening"}
        fail.set()
        assert reply.json()["error"] == "Still loading; ask again in a moment."
        assert isinstance(running.exception(30), ModelError)
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
    asyncio.set_event_loop(None)
    gc.collect()
