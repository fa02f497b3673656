"""The command line. Everything heavy is imported by the command that needs it."""

import os
import sys
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

import upkeep
from index.errors import NotesError, StoreLocked
from upkeep import DATA, AsJson, Model, Notes, StoreFolder, one_line, print_json, progress

if TYPE_CHECKING:
    from index.store.sync import Progress
    from qa import Answer, Notebook

TRY_LATER = 75  # the exit code of what another process stands in the way of: EX_TEMPFAIL

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="내 노트에 묻고, 노트의 문장으로 답을 받습니다. Ask your own study notes.",
)
app.add_typer(upkeep.app)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # reads files

        print(f"galpi {version('galpi')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print it.", is_eager=True, callback=_print_version),
    ] = False,
) -> None:
    pass


Question = Annotated[
    list[str], typer.Argument(help="In Korean or English; needs no quotes.", show_default=False)
]
Passages = Annotated[int, typer.Option("-k", help="How many passages to look at.", min=1, max=100)]
Book = Annotated[str | None, typer.Option("--book", help="Only in this book.")]
Chapter = Annotated[int | None, typer.Option("--chapter", help="Only in this chapter.")]
Tag = Annotated[str | None, typer.Option("--tag", help="Only in notes with this tag.")]
Within = Annotated[str | None, typer.Option("--folder", help="Only in notes of this folder.")]

Questions = Annotated[Path, typer.Argument(metavar="QUESTIONS.jsonl", help="One a line.")]


@app.command()
def ask(
    question: Question,
    notes: Notes = DATA,
    store: StoreFolder = None,
    model: Model = "bundled",
    k: Passages = 5,
    book: Book = None,
    chapter: Chapter = None,
    tag: Tag = None,
    folder: Within = None,
    as_json: AsJson = False,
) -> None:
    """노트의 문장으로 답합니다. Answer with sentences of the notes."""
    notebook = _open(notes, store, model)
    answer = notebook.ask(" ".join(question), k, (), book, chapter, tag, folder)
    if as_json:
        print_json(answer.to_dict())
    else:
        _print_answer(answer, notes)


@app.command()
def search(
    question: Question,
    notes: Notes = DATA,
    store: StoreFolder = None,
    model: Model = "bundled",
    k: Passages = 5,
    book: Book = None,
    chapter: Chapter = None,
    tag: Tag = None,
    folder: Within = None,
    why: Annotated[bool, typer.Option("--why", help="Also which words met which.")] = False,
    as_json: AsJson = False,
) -> None:
    """가까운 문단을 찾습니다. Find the nearest passages."""
    notebook = _open(notes, store, model)
    asked = " ".join(question)
    hits = notebook.search(asked, k, book, chapter, tag, folder)
    if as_json:
        print_json([hit.to_dict() for hit in hits])
        return
    for hit in hits:
        print(f"{hit.rank}. {hit.label}  ({hit.path}:{hit.line}, {hit.score:.2f})")
        print(_indented(hit.text) + "\n")
        if why:
            met = [f"{m.asked} ~ {m.found} {m.share:.3f}" for m in notebook.explain(asked, hit)]
            print(_indented(", ".join(met) or "-") + "\n")
    if not hits:
        print("찾은 문단이 없습니다. No passage found.")


@app.command()
def ui(
    notes: Notes = DATA,
    store: StoreFolder = None,
    model: Model = "bundled",
    host: Annotated[str, typer.Option("--host", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 7860,
    auth: Annotated[str | None, typer.Option(metavar="USER:PASSWORD", envvar="GALPI_AUTH")] = None,
    mcp: Annotated[bool, typer.Option("--mcp", help="Also be an MCP server.")] = False,
) -> None:
    """브라우저 채팅을 엽니다. Open the chat at http://127.0.0.1:7860."""
    from ui import Options, serve  # gradio: some seconds

    options = Options(host=host, port=port, auth=auth, mcp=mcp)
    serve(lambda progress: _open(notes, store, model, progress), options)


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to put them.")] = Path("galpi-demo"),
    port: Annotated[int, typer.Option("--port", min=1, max=65535)] = 7860,
) -> None:
    """예제 노트를 꺼내 채팅을 엽니다. Copy the sample notes here and open the chat."""
    from qa.samples import copy_samples

    notes = copy_samples(folder)
    print(f"예제 노트 sample notes: {notes}", file=sys.stderr)
    print(f'galpi ask "컨피그맵과 시크릿의 차이는?" --notes {quote(str(notes))}', file=sys.stderr)
    ui(notes=notes, port=port)


@app.command("list")
def list_command(
    notes: Notes = DATA,
    store: StoreFolder = None,
    model: Model = "bundled",
    as_json: AsJson = False,
) -> None:
    """책과 태그를 보여 줍니다. List the books and tags."""
    from dataclasses import asdict

    catalog = _open(notes, store, model).catalog()
    if as_json:
        print_json(asdict(catalog))
        return
    print(f"노트 {catalog.notes}개 · {catalog.notes} notes")
    for book in catalog.books:
        print(f"  {book.name}")
        for chapter in book.chapters:
            print(f"    {chapter.number}장 {chapter.title}")
    for tag, count in catalog.tags:
        print(f"  #{tag} {count}")


@app.command("eval")
def eval_command(
    questions: Questions,
    notes: Notes = DATA,
    store: StoreFolder = None,
    model: Model = "bundled",
    compare: Annotated[
        tuple[str, str] | None,
        typer.Option("--compare", help="Two of words, dense, full, or models."),
    ] = None,
    gaps: Annotated[
        bool, typer.Option("--gaps", help="Ask again with each answer taken out of its note.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """내 질문으로 재 봅니다. Measure search and answers with your own questions."""
    from qa.evaluation.gold import find_warnings
    from qa.evaluation.outcomes import evaluate
    from qa.evaluation.questions import read_questions
    from qa.evaluation.records import to_json
    from qa.evaluation.report import to_text
    from qa.evaluation.stages import variant

    asked = read_questions(questions)
    names, runs = compare or ("full",), []
    for name in names:
        with variant(name, notes, store, model) as notebook:
            warnings = find_warnings(notebook, asked)
            runs.append(evaluate(notebook, asked, progress("질문 questions"), gaps))
    if as_json:
        print_json({**to_json(names, runs), "warnings": warnings})
        return
    print(to_text(names, runs))
    for warning in warnings:
        print(f"  ! {warning}", file=sys.stderr)


@app.command("calibrate")
def calibrate_command(
    questions: Annotated[Path | None, typer.Argument(metavar="QUESTIONS.jsonl")] = None,
    notes: Notes = DATA,
    store: StoreFolder = None,
    model: Model = "bundled",
    reset: Annotated[bool, typer.Option("--reset", help="Back to the shipped one.")] = False,
    as_json: AsJson = False,
) -> None:
    """확신도를 내 질문에 맞춥니다. Fit the confidence to your own questions."""
    from qa.calibration import save
    from qa.evaluation.outcomes import calibrate
    from qa.evaluation.questions import read_questions
    from qa.evaluation.report import calibration_text

    if reset == (questions is not None):
        raise typer.BadParameter("give either QUESTIONS.jsonl or --reset")
    asked = read_questions(questions) if questions else []
    notebook = _open(notes, store, model)
    if reset:
        save(notebook.store, notebook.model, None)
        print("되돌렸습니다 · back to the shipped confidence")
        return
    trial = calibrate(notebook, asked, progress("질문 questions"))
    if trial.helps:
        save(notebook.store, notebook.model, trial.calibration)
    if as_json:
        print_json(trial.to_dict())
    else:
        print(calibration_text(trial))


def main() -> None:
    """Exit code 0; 1 for an error told in one line on stderr; 2 for wrong usage; 3 for a sync that
    had to leave out notes; 75 when another process is writing the store.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except NotesError as error:
        print(f"galpi: {one_line(error)}", file=sys.stderr)
        sys.exit(TRY_LATER if isinstance(error, StoreLocked) else 1)
    except BrokenPipeError:  # `galpi search … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _open(
    notes: Path, store: Path | None, model: str, progress: "Progress | None" = None
) -> "Notebook":
    from qa import Notebook

    return Notebook.open(notes, store, model, progress)


def _print_answer(answer: "Answer", notes: Path) -> None:
    if answer.context:
        print(f"(앞 질문과 함께 찾았습니다 · searched together with: {answer.searched})")
    if not answer.found:
        print("노트에서 답을 찾지 못했습니다. Not in your notes.")
        if answer.hits:
            print("관련 있을 수 있는 곳 · nearest passages:")
        for hit in answer.hits[:3]:
            print(f"  {hit.label}  ({hit.path}:{hit.line})")
        return
    from qa.plain import plain

    numbers = {(c.path, c.label): c.number for c in answer.citations}
    for span in answer.spans:
        hit = answer.hits[span.hit - 1]
        above = "".join(f"{plain(text).rstrip(' :：')} › " for text, _, _ in span.above)
        print(f"{above}{_highlighted(plain(span.text))} [{numbers[hit.path, hit.label]}]")
    print()
    for citation in answer.citations:
        print(f"[{citation.number}] {citation.label}  ({citation.path}:{citation.line})")
    print(f"\n확신 confidence {answer.confidence:.2f} · {answer.seconds * 1000:.0f} ms")
    for path in answer.stale:
        if (notes / path).exists():
            print(
                f"! {path}: 동기화한 뒤 바뀐 노트입니다 · changed since the last sync: galpi sync"
            )
        else:
            print(
                f"! {path}: 동기화한 뒤 지운 노트입니다 · deleted since the last sync: galpi sync"
            )


def _highlighted(text: str) -> str:
    return f"\033[1;30;43m{text}\033[0m" if sys.stdout.isatty() else text


def _indented(text: str) -> str:
    return "\n".join("   " + line for line in text.splitlines())


if __name__ == "__main__":
    main()
