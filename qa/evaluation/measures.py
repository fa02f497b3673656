"""The figures of an evaluation, for all questions, by kind and by language."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from re import findall
from unicodedata import normalize

import numpy as np

from qa.evaluation.figures import (
    Figure,
    Reliability,
    Sample,
    Statistic,
    auroc,
    balanced,
    difference,
    estimate,
    false_answers_at,
    mean,
    median,
    p95,
    reliability,
)
from qa.evaluation.outcomes import Outcome
from qa.evaluation.rankings import RANKINGS
from qa.spans import MAX_SPANS

Value = Callable[[Outcome], float | None]  # None: the figure does not ask of such a question


@dataclass(frozen=True)
class Measure:
    statistic: Statistic
    values: tuple[Value, ...]  # one for each of its samples


def figures(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """By name; those without a question to tell of are left out."""
    sampled = {name: _samples(measure, outcomes) for name, measure in MEASURES.items()}
    return {
        name: estimate(MEASURES[name].statistic, *samples)
        for name, samples in sampled.items()
        if all(map(len, samples))
    }


def differences(before: Sequence[Outcome], after: Sequence[Outcome]) -> dict[str, Figure]:
    """What `after` has more than `before`, of the same questions in the same order."""
    found = {}
    for name, measure in MEASURES.items():
        columns = zip(_samples(measure, before), _samples(measure, after), strict=True)
        pairs = [np.column_stack(pair) for pair in columns]
        if all(map(len, pairs)):
            found[name] = difference(measure.statistic, *pairs)
    return found


def reliability_of(outcomes: Sequence[Outcome]) -> Reliability:
    answerable = np.array([outcome.answerable for outcome in outcomes])
    confidences = [outcome.answer.confidence for outcome in outcomes]
    return reliability(confidences, answerable, weights=balanced(answerable))


def groups(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """`all`, and one for each kind and each language where there are several."""
    kinds: dict[str, list[Outcome]] = {}
    languages: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        kinds.setdefault(f"kind {outcome.question.kind or '-'}", []).append(outcome)
        languages.setdefault(f"lang {outcome.question.language}", []).append(outcome)
    several = (found for found in (kinds, languages) if len(found) > 1)
    return {"all": list(outcomes)} | {
        name: found[name] for found in several for name in sorted(found)
    }


def token_f1(shown: Sequence[str], gold: str) -> float:
    """Of the span nearest to the gold answer, in words without case and punctuation."""
    wanted = _words(gold)
    best = 0.0
    for text in shown:
        words = _words(text)
        best = max(best, 2 * (words & wanted).total() / ((words + wanted).total() or 1))
    return best


def _words(text: str) -> Counter[str]:
    return Counter(findall(r"\w+", normalize("NFC", text).casefold()))


def _samples(measure: Measure, outcomes: Sequence[Outcome]) -> list[Sample]:
    columns = [[value(outcome) for outcome in outcomes] for value in measure.values]
    return [np.array([v for v in column if v is not None], np.float64) for column in columns]


def _ranked(name: str) -> Value:
    return lambda outcome: outcome.ranking.get(name)


def _shown(most: int) -> Value:
    return lambda outcome: float(outcome.shows(most)) if outcome.question.answer else None


def _f1(outcome: Outcome) -> float | None:
    gold = outcome.question.answer
    return token_f1([span.text for span in outcome.answer.spans], gold) if gold else None


def _refused(outcome: Outcome) -> float | None:
    return float(not outcome.answer.found) if outcome.answerable else None


def _answered(outcome: Outcome) -> float | None:
    return None if outcome.answerable else float(outcome.answer.found)


def _confidence(answerable: bool) -> Value:
    return lambda o: o.answer.confidence if o.answerable == answerable else None


def _whole(outcome: Outcome) -> float | None:
    return outcome.answer.confidence if outcome.gap else None


def _gap(outcome: Outcome) -> float | None:
    return outcome.gap.confidence if outcome.gap else None


def _gap_answered(outcome: Outcome) -> float | None:
    return float(outcome.gap.found) if outcome.gap else None


def _milliseconds(outcome: Outcome) -> float:
    return outcome.answer.seconds * 1000


_CONFIDENCES = _confidence(True), _confidence(False)
MEASURES: Mapping[str, Measure] = {
    **{name: Measure(mean, (_ranked(name),)) for name in RANKINGS},
    "first span": Measure(mean, (_shown(1),)),
    "any span": Measure(mean, (_shown(MAX_SPANS),)),
    "token F1": Measure(mean, (_f1,)),
    "false refusals": Measure(mean, (_refused,)),
    "false answers": Measure(mean, (_answered,)),
    "AUROC": Measure(auroc, _CONFIDENCES),
    "AUROC gaps": Measure(auroc, (_whole, _gap)),
    "gaps answered": Measure(mean, (_gap_answered,)),
    "false answers at 5 % refusals": Measure(false_answers_at, _CONFIDENCES),
    "median ms": Measure(median, (_milliseconds,)),
    "p95 ms": Measure(p95, (_milliseconds,)),
}
