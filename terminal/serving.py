"""The commands ui, serve and mcp: answers for a browser, for programs and for agents."""

from typing import Annotated

import typer

from terminal.language import say
from terminal.options import (
    DATA,
    Auth,
    Host,
    Model,
    Notes,
    Port,
    StoreFolder,
    open_notebook,
)

Mcp = Annotated[
    bool, typer.Option("--mcp", help=say("MCP 서버도 됩니다.", "Also be an MCP server."))
]
Metrics = Annotated[
    bool,
    typer.Option("--metrics", help=say("/metrics를 엽니다.", "Offer /metrics to Prometheus.")),
]
MaySync = Annotated[
    bool,
    typer.Option("--allow-sync", help=say("에이전트도 동기화합니다.", "Let agents sync, too.")),
]

app = typer.Typer()


@app.command(help=say("브라우저 채팅을 엽니다.", "Open the chat at http://127.0.0.1:7860."))
def ui(
    notes: Notes = DATA,
    store: StoreFolder = None,
    model: Model = "bundled",
    host: Host = "127.0.0.1",
    port: Port = 7860,
    auth: Auth = None,
    mcp: Mcp = False,
    allow_sync: MaySync = False,
    metrics: Metrics = False,
) -> None:
    from ui import Options, serve  # gradio: some seconds

    options = Options(
        host=host, port=port, auth=auth, mcp=mcp, agents_sync=allow_sync, metrics=metrics
    )
    serve(lambda progress: open_notebook(notes, store, model, progress), options)


@app.command(help=say("페이지 없이 REST로 답합니다.", "Answer programs over REST, without a page."))
def serve(
    notes: Notes = DATA,
    store: StoreFolder = None,
    model: Model = "bundled",
    host: Host = "127.0.0.1",
    port: Port = 7860,
    auth: Auth = None,
    mcp: Mcp = False,
    allow_sync: MaySync = False,
    metrics: Metrics = False,
) -> None:
    from chat.server.options import Options
    from chat.server.programs.serving import serve

    options = Options(
        host=host, port=port, auth=auth, mcp=mcp, agents_sync=allow_sync, metrics=metrics
    )
    serve(lambda progress: open_notebook(notes, store, model, progress), options)


@app.command(
    help=say("표준 입출력으로 MCP를 말합니다.", "Be an MCP server over standard input and output.")
)
def mcp(
    notes: Notes = DATA,
    store: StoreFolder = None,
    model: Model = "bundled",
    allow_sync: MaySync = False,
) -> None:
    from chat.server.options import check_extra

    check_extra("mcp", "mcp")
    from chat.server.programs.standard import speak

    speak(lambda progress: open_notebook(notes, store, model, progress), allow_sync)
