"""The next best sentences, for who says that the answer is not it."""

import numpy as np

from index.passages.units import units
from qa import Hit
from qa.spans import choose, next_best

TEXTS = ("가장 좋은 문장이다. 둘째 문장이다.", "# 절\n\n- 셋째 항목\n- 넷째 항목\n")
HITS = [
    Hit(text, 0.5, rank, f"{rank}.md", 100, 100 + len(text), 1, 4, None, None, "", (), str(rank))
    for rank, text in enumerate(TEXTS, start=1)
]
SCORES = [np.array([5, 1], np.float32), np.array([-8, 1.4], np.float32)]


def test_they_come_by_their_score_and_never_twice() -> None:
    assert [len(units(text)) for text in TEXTS] == [2, 2]
    shown = choose(HITS, SCORES, "")
    assert [span.text for span in shown] == ["가장 좋은 문장이다."]
    first = next_best(HITS, SCORES, shown, 2)
    assert [(span.text, span.hit) for span in first] == [("넷째 항목", 2), ("둘째 문장이다.", 1)]
    assert all(
        span.text == TEXTS[span.hit - 1][span.start - 100 : span.end - 100] for span in first
    )
    rest = next_best(HITS, SCORES, (*shown, *first), 2)
    assert [span.text for span in rest] == ["셋째 항목"]
    assert next_best(HITS, SCORES, (*shown, *first, *rest), 2) == ()
