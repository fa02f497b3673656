"""Questions to begin with, made of the notes' own headings and kept only if they are answered."""

import re

from qa import Notebook

WANTED = 4
TRIED = 12  # headings asked about, from all over the notes
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)*\.?|\d+장)[ \t]+")
_ASKS = re.compile(r"[?？]$|(?:[가-힣]까|하나|인가|는가|는지)$")
_TWO = re.compile(r"[가-힣 ]*[가-힣][와과] [가-힣A-Za-z ]+$")
_NAME = re.compile(r"(?:[가-힣]+(?: [가-힣]+)?|[A-Z][A-Za-z0-9.-]+)$")


def question(heading: str) -> str | None:
    """`9.2 네트워크 플러그인` -> `네트워크 플러그인이란 무엇인가?`; None for what names nothing."""
    words = _NUMBER.sub("", heading.strip(), count=1).strip()
    if _ASKS.search(words):
        return words if words.endswith(("?", "？")) else f"{words}?"
    if _TWO.match(words):
        return f"{words}의 차이는?"
    if len(words) < 4 or not _NAME.match(words):
        return None
    if words.isascii():
        return f"What is {words}?"
    final = (ord(words[-1]) - ord("가")) % 28  # 0 without a consonant at the end
    return f"{words}{'이란' if final else '란'} 무엇인가?"


def examples(notebook: Notebook) -> tuple[str, ...]:
    """The surest of them, from as many notes as there are."""
    asked = [(path, q) for path, heading in notebook.catalog().headings if (q := question(heading))]
    sure: dict[str, list[tuple[float, str]]] = {}
    for path, q in asked[:: max(1, len(asked) // TRIED)][:TRIED]:
        answer = notebook.ask(q)
        if answer.found and path in {citation.path for citation in answer.citations}:
            sure.setdefault(path, []).append((answer.confidence, q))
    best = sorted((max(of) for of in sure.values()), reverse=True)
    return tuple(q for _, q in best[:WANTED])
