"""The table at the end of a run: retrieval on pages that were kept out of training."""

import numpy as np
import numpy.typing as npt

from index.embedding.vectors import Embedder
from training.corpus import Corpus, Section

MAX_ROWS = 500


def report(model: Embedder, held_out: Corpus) -> str:
    """Markdown: a row per task with recall@1, recall@10 and nDCG@10."""
    korean = [section for section in held_out.sections if section.lang == "ko"][:MAX_ROWS]
    english = [section for section in held_out.sections if section.lang == "en"][:MAX_ROWS]
    pairs = [pair for pair in held_out.parallel if len(pair[0]) > 30][:MAX_ROWS]
    tasks = {
        "Korean heading → its text": _headings(korean),
        "English heading → its text": _headings(english),
        "English paragraph → Korean paragraph": ([en for _, en in pairs], [ko for ko, _ in pairs]),
        "question → answer": _columns(held_out.qa[:MAX_ROWS]),
    }
    lines = ["| held-out task | candidates | recall@1 | recall@10 | nDCG@10 |", "| --- " * 5 + "|"]
    for name, (questions, texts) in tasks.items():
        ranks = _ranks(model.encode_queries(questions), model.encode_documents(texts))
        gain = np.where(ranks < 10, 1 / np.log2(ranks + 2), 0).mean()
        figures = f"{(ranks < 1).mean():.3f} | {(ranks < 10).mean():.3f} | {gain:.3f}"
        lines.append(f"| {name} | {len(texts)} | {figures} |")
    return "\n".join(lines)


def _headings(sections: list[Section]) -> tuple[list[str], list[str]]:
    return [s.heading for s in sections], [" ".join(s.sentences) for s in sections]


def _columns(pairs: list[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [left for left, _ in pairs], [right for _, right in pairs]


def _ranks(
    questions: npt.NDArray[np.float32], texts: npt.NDArray[np.float32]
) -> npt.NDArray[np.int64]:
    """0-based rank of text i for question i."""
    scores = questions @ texts.T
    ranks: npt.NDArray[np.int64] = (scores > scores.diagonal()[:, None]).sum(axis=1)
    return ranks
