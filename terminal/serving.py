"""The commands ui, serve and mcp: answers for a browser, for programs and for agents."""

from functools import partial
from pathlib import Path
from shlex import quote
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
    ReadStore,
    StoreFolder,
    open_notebook,
)
from terminal.output import tell

Notebooks = Annotated[
    list[Path] | None,
    typer.Option(
        "--notes",
        help=say("노트 폴더. 여러 번 쓸 수 있습니다.", "The notes folder; once for each notebook."),
        envvar="GALPI_NOTES",
    ),
]
ReadOnly = Annotated[
    bool,
    typer.Option(
        "--read-only",
        help=say("브라우저에서 노트를 더하지 못합니다.", "Let nobody add notes in the browser."),
    ),
]
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
    notes: Notebooks = None,
    store: StoreFolder = None,
    read_store: ReadStore = None,
    model: Model = "bundled",
    host: Host = "127.0.0.1",
    port: Port = 7860,
    auth: Auth = None,
    mcp: Mcp = False,
    allow_sync: MaySync = False,
    metrics: Metrics = False,
    read_only: ReadOnly = False,
) -> None:
    from index.reading.notebooks import notebooks
    from ui import Options, serve  # gradio: some seconds

    named = notebooks(notes or [DATA])
    options = Options(
        host=host, port=port, auth=auth, mcp=mcp, agents_sync=allow_sync, metrics=metrics,
        read_only=read_only or read_store is not None, notes=tuple(named.values()),
    )  # fmt: skip
    opens = {
        name: partial(open_notebook, each, store, model, read_store) for name, each in named.items()
    }
    serve(opens, options)


@app.command(
    help=say("예제 노트를 꺼내 채팅을 엽니다.", "Copy the sample notes here and open the chat.")
)
def demo(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar=say("폴더", "folder"), help=say("노트를 둘 폴더.", "Where to put them.")
        ),
    ] = Path("galpi-demo"),
    port: Port = 7860,
) -> None:
    from qa.samples import copy_samples

    notes = copy_samples(folder)
    tell(say(f"예제 노트: {notes}", f"sample notes: {notes}"))
    tell(f'galpi ask "컨피그맵과 시크릿의 차이는?" --notes {quote(str(notes))}')
    ui(notes=[notes], port=port)


@app.command(help=say("페이지 없이 REST로 답합니다.", "Answer programs over REST, without a page."))
def serve(
    notes: Notes = DATA,
    store: StoreFolder = None,
    read_store: ReadStore = None,
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
    serve(lambda progress: open_notebook(notes, store, model, read_store, progress), options)


@app.command(
    help=say("표준 입출력으로 MCP를 말합니다.", "Be an MCP server over standard input and output.")
)
def mcp(
    notes: Notes = DATA,
    store: StoreFolder = None,
    read_store: ReadStore = None,
    model: Model = "bundled",
    allow_sync: MaySync = False,
) -> None:
    from chat.server.options import check_extra

    check_extra("mcp", "mcp")
    from chat.server.programs.standard import speak

    speak(lambda progress: open_notebook(notes, store, model, read_store, progress), allow_sync)
