"""Follow-up questions: `그럼 그건 언제 써?` means little without the question before it."""

import re
from collections.abc import Sequence

from index.words import terms

# It opens by leaning on what was said, or points at it.
_OPENS = re.compile(
    r"\s*(?:그럼|그러면|그래서|그렇다면|그리고|근데|그런데|그거|그건|그게|그것|이건|이거|걔|반대로|"
    r"then\b|and\b|but\b|so\b|what about\b|how about\b|why\b\W*$)",
    re.I,
)
_POINTS = re.compile(
    r"(?:그것|그거|그건|그게|이것|이거|거기|그때|그\s)|\b(?:it|its|they|them|that|those|this)\b",
    re.I,
)
_FEW_TERMS = 12  # of a question that only points; syllable pairs count as terms too


def with_context(question: str, history: Sequence[str]) -> tuple[str | None, str]:
    """The earlier question that was used, if any, and the text to search with."""
    if not history or not _leans(question):
        return None, question
    before = history[-1].strip()
    return before, f"{before}\n{question}"


def _leans(question: str) -> bool:
    if _OPENS.match(question):
        return True
    return bool(_POINTS.search(question)) and len(set(terms([question])[0])) <= _FEW_TERMS
