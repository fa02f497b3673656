"""The chat as a server: which address it listens on, for whom, and what is switched off."""

import sys

import gradio as gr
from starlette.middleware import Middleware

from chat.page.frame import head
from chat.server.app import build
from chat.server.backend import Backend, Open
from chat.server.errors import UiError
from chat.server.guard import Guard
from chat.server.library import ROUTE
from chat.server.options import Options
from chat.server.programs.app import programs

FONTS = ["Pretendard", "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans CJK KR", "sans-serif"]
MONO = ["ui-monospace", "D2Coding", "Menlo", "Consolas", "Noto Sans Mono CJK KR", "monospace"]
THEME = gr.themes.Base(primary_hue="indigo", neutral_hue="slate", font=FONTS, font_mono=MONO)


def serve(open_notebook: Open, options: Options | None = None) -> None:
    """Blocks until interrupted. The page is there while the notebook is still being opened.

    Raises the NotesError of a notebook that cannot be opened, and UiError for a port in use.
    """
    options = options or Options()
    backend = Backend(open_notebook)
    demo = build(backend)
    try:
        sys.stderr.write(f"갈피 galpi: {launch(demo, backend, options)}\n")
        backend.start()
        demo.block_thread()
    finally:
        demo.close(verbose=False)


def launch(demo: gr.Blocks, backend: Backend, options: Options) -> str:
    """Listens in a thread and gives the URL."""
    user, _, password = (options.auth or "").partition(":")
    auth = (user, password) if user else None
    host = f"[{options.host}]" if ":" in options.host else options.host
    guard = Middleware(
        Guard,
        hosts=options.hosts,
        programs=programs(backend, options),
        pictures=ROUTE,
        picture=backend.library.answer,
    )
    try:
        demo.launch(
            server_name=host, server_port=options.port, auth=auth,
            share=False, ssr_mode=False, pwa=False, run_history=False, enable_monitoring=False,
            footer_links=[], state_session_capacity=200, max_file_size=0, quiet=True,
            prevent_thread_lock=True, mcp_server=False, app_kwargs={"middleware": [guard]},
            theme=THEME, head=head(),
        )  # fmt: skip
    except OSError as error:
        raise UiError(
            f"port {options.port} of {options.host} is taken; give another with --port"
        ) from error
    return f"http://{host}:{options.port}"
