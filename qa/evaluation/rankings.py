"""How well notes are ranked: recall@k, MRR@10 and nDCG@10 of each question, by ir-measures."""

from collections.abc import Sequence
from types import ModuleType

from index.errors import NotesError
from qa.evaluation.questions import Question, nfc

# Names of the figures, and what ir-measures calls them.
RANKINGS = {"recall@1": "R@1", "recall@5": "R@5", "recall@10": "R@10"}
RANKINGS |= {"MRR@10": "RR@10", "nDCG@10": "nDCG@10"}


def load_library() -> ModuleType:
    try:
        import ir_measures  # an extra
    except ImportError as error:
        raise NotesError(
            "measuring needs the package ir-measures, which is not installed; in the folder of "
            'galpi: pip install -c constraints.txt -e ".[eval]"',
            "재려면 ir-measures 패키지가 있어야 합니다. 갈피 폴더에서: "
            'pip install -c constraints.txt -e ".[eval]"',
        ) from error
    return ir_measures


def rankings(
    library: ModuleType, questions: Sequence[Question], found: Sequence[Sequence[str]]
) -> list[dict[str, float]]:
    """By question, as trec_eval counts them."""
    measures = {library.parse_measure(short): name for name, short in RANKINGS.items()}
    gold = {str(i): {nfc(path): 1 for path in q.paths} for i, q in enumerate(questions) if q.paths}
    run = {i: {path: float(-rank) for rank, path in enumerate(found[int(i)])} for i in gold}
    ranked: list[dict[str, float]] = [{} for _ in questions]
    for metric in library.iter_calc(list(measures), gold, run) if gold else ():
        ranked[int(metric.query_id)][measures[metric.measure]] = metric.value
    return ranked
