"""The commands eval and calibrate: how well the notes answer, by questions of one's own."""

from pathlib import Path
from typing import Annotated

import typer

from terminal.language import say
from terminal.options import DATA, AsJson, Model, Notes, StoreFolder, open_notebook
from terminal.output import one_line, print_json, progress, tell

FILE = say("질문.jsonl", "QUESTIONS.jsonl")
Questions = Annotated[
    Path,
    typer.Argument(metavar=FILE, help=say("한 줄에 하나.", "One a line.")),
]
Compare = Annotated[
    tuple[str, str] | None,
    typer.Option(
        "--compare",
        help=say("words, dense, full, 모델 가운데 둘.", "Two of words, dense, full, or models."),
    ),
]
Gaps = Annotated[
    bool,
    typer.Option(
        "--gaps",
        help=say(
            "답을 노트에서 빼고 다시 묻습니다.",
            "Ask again with each answer taken out of its note.",
        ),
    ),
]
Reset = Annotated[
    bool, typer.Option("--reset", help=say("처음 것으로 되돌립니다.", "Back to the shipped one."))
]

app = typer.Typer()


@app.command(
    "eval", help=say("내 질문으로 재 봅니다.", "Measure search and answers with your questions.")
)
def eval_command(
    questions: Questions,
    notes: Notes = DATA,
    store: StoreFolder = None,
    model: Model = "bundled",
    compare: Compare = None,
    gaps: Gaps = False,
    as_json: AsJson = False,
) -> None:
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
            runs.append(evaluate(notebook, asked, progress(say("질문", "questions")), gaps))
    if as_json:
        print_json({**to_json(names, runs), "warnings": [each.english for each in warnings]})
        return
    print(to_text(names, runs))
    for warning in warnings:
        tell(f"  ! {one_line(warning)}")


@app.command(
    "calibrate",
    help=say("확신도를 내 질문에 맞춥니다.", "Fit the confidence to your own questions."),
)
def calibrate_command(
    questions: Annotated[Path | None, typer.Argument(metavar=FILE)] = None,
    notes: Notes = DATA,
    store: StoreFolder = None,
    model: Model = "bundled",
    reset: Reset = False,
    as_json: AsJson = False,
) -> None:
    from qa.calibration import save
    from qa.evaluation.outcomes import calibrate
    from qa.evaluation.questions import read_questions
    from qa.evaluation.report import calibration_text

    if reset == (questions is not None):
        raise typer.BadParameter(
            say("질문.jsonl이나 --reset을 주세요", "give either QUESTIONS.jsonl or --reset")
        )
    asked = read_questions(questions) if questions else []
    notebook = open_notebook(notes, store, model)
    if reset:
        save(notebook.store, notebook.model, None)
        print(say("되돌렸습니다", "back to the shipped confidence"))
        return
    trial = calibrate(notebook, asked, progress(say("질문", "questions")))
    if trial.helps:
        save(notebook.store, notebook.model, trial.calibration)
    if as_json:
        print_json(trial.to_dict())
    else:
        print(calibration_text(trial))
