"""The commands ask, search and chat."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from index.words.analyser import load_beside
from terminal.language import say
from terminal.options import (
    DATA,
    AsJson,
    Book,
    Chapter,
    Filters,
    Model,
    Notes,
    Passages,
    ReadStore,
    StoreFolder,
    Tag,
    Within,
    open_notebook,
)
from terminal.output import indented, print_json, print_json_line

if TYPE_CHECKING:
    from qa import Notebook

MAX_READ = 100_000  # characters of a question from standard input; a longer one is told too long

Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar=say("질문", "QUESTION"),
        help=say(
            "질문. 따옴표는 없어도 되고, -는 표준 입력입니다.",
            "In Korean or English; needs no quotes, - is standard input.",
        ),
        show_default=False,
    ),
]
Batch = Annotated[
    typer.FileText | None,
    typer.Option(
        "--batch",
        encoding="utf-8",
        errors="surrogateescape",
        help=say(
            '한 줄에 질문 하나, 글이나 {"question": …}; 답은 한 줄에 JSON 하나.',
            'A question a line, text or {"question": …}; an answer a line, JSON.',
        ),
    ),
]
Why = Annotated[
    bool,
    typer.Option(
        "--why", help=say("어떤 단어가 어떤 단어와 만났는지도.", "Also which words met which.")
    ),
]

app = typer.Typer()


@app.command(help=say("노트의 문장으로 답합니다.", "Answer with sentences of the notes."))
def ask(
    question: Words = None,
    notes: Notes = DATA,
    store: StoreFolder = None,
    read_store: ReadStore = None,
    model: Model = "bundled",
    k: Passages = 5,
    book: Book = None,
    chapter: Chapter = None,
    tag: Tag = None,
    folder: Within = None,
    batch: Batch = None,
    as_json: AsJson = False,
) -> None:
    asked = _question(question, batch is not None)
    load_beside()
    notebook = open_notebook(notes, store, model, read_store)
    filters = (book, chapter, tag, folder)
    if batch is not None:
        raise typer.Exit(_answer_all(notebook, batch, k, filters))
    answer = notebook.ask(asked, k, (), *filters)
    if as_json:
        print_json(answer.to_dict())
    else:
        from terminal.answers import print_answer

        print_answer(answer, notebook)


@app.command(help=say("가까운 문단을 찾습니다.", "Find the nearest passages."))
def search(
    question: Words = None,
    notes: Notes = DATA,
    store: StoreFolder = None,
    read_store: ReadStore = None,
    model: Model = "bundled",
    k: Passages = 5,
    book: Book = None,
    chapter: Chapter = None,
    tag: Tag = None,
    folder: Within = None,
    why: Why = False,
    as_json: AsJson = False,
) -> None:
    from terminal.answers import print_hit

    asked = _question(question)
    load_beside()
    notebook = open_notebook(notes, store, model, read_store)
    hits = notebook.search(asked, k, book, chapter, tag, folder)
    if as_json:
        print_json([hit.to_dict() for hit in hits])
        return
    for hit in hits:
        print_hit(hit)
        if why:
            met = [f"{m.asked} ~ {m.found} {m.share:.3f}" for m in notebook.explain(asked, hit)]
            print(indented(", ".join(met) or "-") + "\n")
    if not hits:
        print(say("찾은 문단이 없습니다.", "No passage found."))


@app.command(
    help=say("이어서 묻습니다. 1–9는 편집기를 엽니다.", "Ask on and on; 1 to 9 open the editor.")
)
def chat(
    notes: Notes = DATA,
    store: StoreFolder = None,
    read_store: ReadStore = None,
    model: Model = "bundled",
    k: Passages = 5,
    book: Book = None,
    chapter: Chapter = None,
    tag: Tag = None,
    folder: Within = None,
) -> None:
    from terminal.talk import Talk

    load_beside()
    notebook = open_notebook(notes, store, model, read_store)
    Talk(notebook, k, (book, chapter, tag, folder)).run()


def _answer_all(notebook: "Notebook", batch: Iterable[str], k: int, filters: Filters) -> int:
    """The exit code: 1 when some line was no question."""
    from terminal.batch import answers  # pydantic

    failed = False
    for answer in answers(notebook, batch, k, filters):
        print_json_line(answer)
        failed |= "error" in answer
    return int(failed)


def _question(words: list[str] | None, batch: bool = False) -> str:
    if batch == bool(words):
        raise typer.BadParameter(
            say("질문이나 --batch 가운데 하나를 주세요", "give either a question or --batch")
            if batch
            else say("질문(question)이 없습니다", "a question is missing")
        )
    if words == ["-"]:
        return sys.stdin.read(MAX_READ)
    return " ".join(words or ())
