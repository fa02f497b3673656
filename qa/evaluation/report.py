"""Evaluations and calibrations as text, whose tables are Markdown."""

from collections.abc import Mapping, Sequence
from unicodedata import east_asian_width

from qa.evaluation.figures import Figure, Reliability
from qa.evaluation.fitting import Trial
from qa.evaluation.measures import differences, figures, groups, reliability_of
from qa.evaluation.outcomes import Outcome, worst
from qa.evaluation.records import worst_record

# What the table by kind and language has room for.
SHORT = (
    *("recall@1", "recall@5", "nDCG@10", "first span", "any span", "token F1"),
    *("false refusals", "false answers", "AUROC"),
)

Rows = list[list[str]]


def to_text(names: Sequence[str], runs: Sequence[list[Outcome]]) -> str:
    if len(runs) == 1:
        return _evaluation_text(runs[0])
    return f"{_heading(runs[0])}\n\n{table(_difference_rows(names, runs))}"


def calibration_text(trial: Trial) -> str:
    rows = [["", "log loss", "false answers", "false refusals"]]
    for name, judged in (("before", trial.before), ("after", trial.after)):
        shares = (judged.log_loss, judged.false_answers, judged.false_refusals)
        rows.append([name, *(f"{share:.3f}" for share in shares)])
    line = trial.calibration
    end = (
        f"saved: slope {line.slope:.2f}, bias {line.bias:.2f}; "
        f"`galpi calibrate --reset` takes it back"
        if trial.helps
        else "nothing saved: it does not help with questions it has not seen"
    )
    asked = f"{trial.answerable} answerable, {trial.unanswerable} not"
    return f"questions: {asked}; *after* is fitted on others\n\n{table(rows)}\n\n{end}"


def table(rows: Rows) -> str:
    """The first row is the head. Columns are as wide as a terminal shows them."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    rows = [rows[0], ["-" * width for width in widths], *rows[1:]]
    return "\n".join(
        "| " + " | ".join(_padded(c, width) for c, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    )


def format_figure(name: str, value: float) -> str:
    return f"{value:.1f}" if name.endswith("ms") else f"{value:.3f}"


def _evaluation_text(outcomes: Sequence[Outcome]) -> str:
    members = groups(outcomes)
    found = {name: figures(own) for name, own in members.items()}
    parts = [_heading(outcomes), table(_figure_rows(found["all"]))]
    if len(found) > 1:
        parts.append(table(_group_rows(found, members)))
    parts.append(_reliability_text(reliability_of(outcomes)))
    if worst(outcomes):
        parts.append("worst answers")
        parts += [_worst_text(n, outcome) for n, outcome in enumerate(worst(outcomes), start=1)]
    return "\n\n".join(parts)


def _heading(outcomes: Sequence[Outcome]) -> str:
    answerable = sum(outcome.answerable for outcome in outcomes)
    return f"questions: {answerable} answerable, {len(outcomes) - answerable} not"


def _figure_rows(found: Mapping[str, Figure]) -> Rows:
    rows = [
        [name, str(figure.n), format_figure(name, figure.value), _interval(name, figure)]
        for name, figure in found.items()
    ]
    return [["figure", "n", "value", "95 % interval"], *rows]


def _difference_rows(names: Sequence[str], runs: Sequence[list[Outcome]]) -> Rows:
    before, after = map(figures, runs)
    rows = [["figure", "n", *names, "difference", "95 % interval"]]
    for name, gain in differences(*runs).items():
        values = [before[name].value, after[name].value, gain.value]
        numbers = [format_figure(name, value) for value in values]
        rows.append([name, str(gain.n), *numbers, _interval(name, gain)])
    return rows


def _group_rows(
    found: Mapping[str, Mapping[str, Figure]], members: Mapping[str, Sequence[Outcome]]
) -> Rows:
    rows = [
        [name, str(len(members[name]))]
        + [format_figure(column, own[column].value) if column in own else "" for column in SHORT]
        for name, own in found.items()
    ]
    return [["group", "n", *SHORT], *rows]


def _reliability_text(found: Reliability) -> str:
    rows = [
        [f"{row.low:.1f} – {row.high:.1f}", str(row.count)]
        + [f"{row.confidence:.3f}", f"{row.share_right:.3f}"]
        for row in found.bins
    ]
    head = ["confidence", "n", "mean", "answerable"]
    return f"{table([head, *rows])}\n\nexpected calibration error {found.error:.3f}"


def _worst_text(number: int, outcome: Outcome) -> str:
    record = worst_record(outcome)
    gold, shown = record["gold"], record["shown"]
    told = (
        f"{shown['path']}:{shown['line']}: {' '.join(shown['text'].split())}"
        if shown
        else f"refused; nearest {record['nearest']}"
    )
    lines = [
        f"{number}. {record['q']}  ({record['place']})",
        "   gold   " + (", ".join(gold["paths"]) or "not in the notes"),
        f"   shown  {told} (confidence {record['confidence']:.2f})",
    ]
    if gold["answer"]:
        lines[1] += f": {gold['answer']}"
    return "\n".join(lines)


def _interval(name: str, figure: Figure) -> str:
    return f"{format_figure(name, figure.low)} – {format_figure(name, figure.high)}"


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    """Columns on a terminal: Hangul takes two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
