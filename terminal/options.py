"""Options that several commands share."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from weakref import finalize

import typer

from terminal.language import say

if TYPE_CHECKING:
    from index.store.sync import Progress
    from qa import Notebook

DATA = Path("data")
Filters = tuple[str | None, int | None, str | None, str | None]  # book, chapter, tag, folder

Notes = Annotated[
    Path,
    typer.Option("--notes", help=say("노트 폴더.", "The notes folder."), envvar="GALPI_NOTES"),
]
StoreFolder = Annotated[
    str | None,
    typer.Option(
        "--store",
        help=say(
            "폴더나 postgresql://user@host/database. 기본은 노트 폴더 옆의 .galpi.",
            "A folder, or postgresql://user@host/database. Default: .galpi beside the notes.",
        ),
    ),
]
ReadStore = Annotated[
    str | None,
    typer.Option(
        "--read-store",
        help=say(
            "이 저장소나 그 복제본을 읽기만 합니다. 동기화하지 않습니다.",
            "Only read this store, or a replica of it; never sync.",
        ),
    ),
]
Model = Annotated[
    str,
    typer.Option(
        "--model",
        help=say(
            "bundled, sentence-transformers 모델의 이름이나 폴더, 또는 module:name.",
            "bundled, a sentence-transformers name or folder, or module:name.",
        ),
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help=say("JSON으로 출력.", "Print JSON."))]
Folder = Annotated[
    Path | None,
    typer.Argument(metavar=say("폴더", "folder"), help=say("노트 폴더.", "The notes folder.")),
]
Passages = Annotated[
    int,
    typer.Option(
        "-k", help=say("살펴볼 문단 수.", "How many passages to look at."), min=1, max=100
    ),
]
Book = Annotated[str | None, typer.Option("--book", help=say("이 책에서만.", "Only in this book."))]
Chapter = Annotated[
    int | None, typer.Option("--chapter", help=say("이 장에서만.", "Only in this chapter."))
]
Tag = Annotated[
    str | None, typer.Option("--tag", help=say("이 태그에서만.", "Only in notes with this tag."))
]
Within = Annotated[
    str | None,
    typer.Option("--folder", help=say("이 폴더에서만.", "Only in notes of this folder.")),
]
Host = Annotated[str, typer.Option("--host", help=say("들을 주소.", "Where to listen."))]
Port = Annotated[int, typer.Option("--port", min=1, max=65535)]
Auth = Annotated[
    str | None,
    typer.Option(metavar=say("이름:비밀번호", "USER:PASSWORD"), envvar="GALPI_AUTH"),
]


def open_notebook(
    notes: Path,
    store: str | None,
    model: str,
    read_store: str | None = None,
    progress: "Progress | None" = None,
) -> "Notebook":
    from qa import Notebook  # numpy and more

    if store and read_store:
        raise typer.BadParameter(
            say(
                "--store와 --read-store 가운데 하나만 주세요", "give either --store or --read-store"
            )
        )
    notebook = Notebook.open(notes, store, model, progress, read_store)
    finalize(notebook, notebook.store.close)  # when it is let go, or at the end
    return notebook
