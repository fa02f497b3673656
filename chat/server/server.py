"""The chat as a server: which address it listens on, for whom, and what is switched off."""

import sys
from collections.abc import Mapping
from itertools import zip_longest

import gradio as gr
from starlette.middleware import Middleware

from chat.page.frame import head
from chat.server.app import build
from chat.server.backend import Backend, Open
from chat.server.guard import Guard
from chat.server.library import ROUTE, picture
from chat.server.options import Options, port_taken
from chat.server.programs.app import programs

FONTS = ["Pretendard", "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans CJK KR", "sans-serif"]
MONO = ["ui-monospace", "D2Coding", "Menlo", "Consolas", "Noto Sans Mono CJK KR", "monospace"]
THEME = gr.themes.Base(primary_hue="indigo", neutral_hue="slate", font=FONTS, font_mono=MONO)


def serve(notebooks: Open | Mapping[str, Open], options: Options | None = None) -> None:
    """Blocks until interrupted. The page is there while the notebooks are still being opened,
    which are several by their names.

    Raises the NotesError of the first notebook if it cannot be opened, which of the others is told
    on their pages, and UiError for a port in use.
    """
    options = options or Options()
    opens = {"": notebooks} if callable(notebooks) else notebooks
    backends = [Backend(open_notebook, name) for name, open_notebook in opens.items()]
    demo = build(*backends)
    try:
        sys.stderr.write(f"갈피 galpi: {launch(demo, backends[0], options, *backends[1:])}\n")
        for backend in backends[1:]:
            backend.start_sync()
        backends[0].start()
        demo.block_thread()
    finally:
        demo.close(verbose=False)
        for backend in backends:
            backend.conversations.close()


def launch(demo: gr.Blocks, backend: Backend, options: Options, *others: Backend) -> str:
    """Listens in a thread and gives the URL."""
    for each, folder in zip_longest((backend, *others), options.notes):
        each.read_only, each.folder = not options.may_add, each.folder or folder
    user, _, password = (options.auth or "").partition(":")
    auth = (user, password) if user else None
    host = f"[{options.host}]" if ":" in options.host else options.host
    offered = programs(backend, options)
    for each in others:
        each.watchers = backend.watchers  # figures are of all notebooks
    guard = Middleware(
        Guard,
        hosts=options.hosts,
        programs=offered,
        pictures=ROUTE,
        picture=lambda route: picture(route, [each.library for each in (backend, *others)]),
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
        raise port_taken(options) from error
    return f"http://{host}:{options.port}"
