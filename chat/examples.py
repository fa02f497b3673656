"""Questions to begin with, made of the notes' own headings and kept only if they are answered."""

import re

from qa import Notebook

WANTED = 4
TRIED = 12  # headings asked about, from all over the notes
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)*\.?|\d+장)[ \t]+")
_ASKS = re.compile(r"[?？]$|(?:[가-힣]까|하나|인가|는가|는지)$")
_NAME = re.compile(r"(?=.*[가-힣A-Za-z]{2})[\w가-힣./ +-]{4,20}$")


def question(heading: str) -> str | None:
    """`9.2 네트워크 플러그인` -> `네트워크 플러그인이란 무엇인가?`; None for what names nothing."""
    words = _NUMBER.sub("", heading.strip(), count=1).strip()
    if _ASKS.search(words):
        return words if words.endswith(("?", "？")) else f"{words}?"
    if not _NAME.match(words):
        return None
    last = ord(words[-1]) - ord("가")
    if not 0 <= last <= ord("힣") - ord("가"):
        return f"What is {words}?" if words.isascii() else None
    return f"{words}{'이란' if last % 28 else '란'} 무엇인가?"  # after a consonant or a vowel


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
