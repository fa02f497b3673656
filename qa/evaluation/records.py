"""Evaluations as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from qa.evaluation.figures import Figure
from qa.evaluation.measures import differences, figures, groups, reliability_of
from qa.evaluation.outcomes import Outcome, worst


def to_json(names: Sequence[str], runs: Sequence[list[Outcome]]) -> dict[str, Any]:
    """Of one run, or of two with their difference."""
    records = [
        {"name": name, **_record(outcomes)} for name, outcomes in zip(names, runs, strict=True)
    ]
    if len(runs) == 1:
        return records[0]
    return {"runs": records, "difference": _records(differences(*runs))}


def _record(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return {
        "questions": len(outcomes),
        "answerable": sum(outcome.answerable for outcome in outcomes),
        "figures": {name: _records(figures(own)) for name, own in groups(outcomes).items()},
        "reliability": reliability_of(outcomes).to_dict(),
        "worst": [worst_record(outcome) for outcome in worst(outcomes)],
    }


def _records(found: Mapping[str, Figure]) -> dict[str, Any]:
    return {name: figure.to_dict() for name, figure in found.items()}


def worst_record(outcome: Outcome) -> dict[str, Any]:
    question, answer = outcome.question, outcome.answer
    span = answer.spans[0] if answer.spans else None
    shown = span and {
        "path": answer.hits[span.hit - 1].path,
        "line": span.line,
        "text": span.text,
    }
    return {
        "q": question.text,
        "place": question.place,
        "kind": question.kind,
        "lang": question.language,
        "gold": {"paths": question.paths, "answer": question.answer},
        "shown": shown,
        "confidence": answer.confidence,
        "nearest": answer.hits[0].path if answer.hits else None,
    }
