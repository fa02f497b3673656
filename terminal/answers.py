"""Answers and passages as people read them in a terminal."""

from dataclasses import replace
from typing import TYPE_CHECKING

from terminal.language import say
from terminal.output import harmless, highlighted, indented, linked

if TYPE_CHECKING:
    from qa import Answer, Citation, Hit, Notebook

_NEAREST = 3  # places offered where nothing was found
_MAX_LINES = 4  # of a list, a table or code that stands there


def print_answer(answer: "Answer", notebook: "Notebook") -> None:
    if answer.context:
        what = say("앞 질문과 함께 찾았습니다", "searched together with the question before")
        print(f"({what}: {answer.searched})")
    if not answer.found:
        _print_nearest(answer, notebook)
        return
    _print_spans(answer)
    print()
    for citation in answer.citations:
        print(f"[{citation.number}] {place(citation)}")
    what = say("확신", "confidence")
    print(f"\n{what} {answer.sure:.2f} · {answer.seconds * 1000:.0f} ms")
    for path in answer.stale:
        print(f"! {harmless(path)}: {_stale((notebook.notes / path).exists())}")


def _print_nearest(answer: "Answer", notebook: "Notebook") -> None:
    """With the best sentence of each, which may be what was meant."""
    from qa.plain import shown

    print(say("노트에서 답을 찾지 못했습니다.", "Not in your notes."))
    if answer.nearly:
        print(say("답은 여기 있을 수도 있습니다:", "It may be here all the same:"))
    elif answer.hits:
        print(say("그나마 가까운 곳:", "The nearest passages:"))
    for number, hit in enumerate(answer.hits[:_NEAREST], start=1):
        print(f"  {number}. {place(hit)}")
        for span in notebook.others(replace(answer, hits=(hit,)), (), 1):
            lines = "".join(shown(hit, span)).splitlines()[:_MAX_LINES]
            print(indented("\n".join("  " + line for line in lines)))


def _print_spans(answer: "Answer") -> None:
    from qa.plain import shown

    numbers = {(c.path, c.label): c.number for c in answer.citations}
    for span in answer.spans:
        hit = answer.hits[span.hit - 1]
        above, said = shown(hit, span)
        print(f"{harmless(above)}{highlighted(said)} [{numbers[hit.path, hit.label]}]")


def print_hit(hit: "Hit") -> None:
    print(f"{hit.rank}. {place(hit, f', {hit.score:.2f}')}")
    print(indented(hit.text) + "\n")


def place(found: "Citation | Hit", more: str = "") -> str:
    """Label, path and line, which open the editor where the terminal has links."""
    file = linked(f"{found.path}:{found.line}", found.links.vscode)
    vault = linked("Obsidian", found.links.obsidian)
    shown = f" {vault}" if found.links.obsidian and vault != "Obsidian" else ""
    return f"{harmless(found.label)}  ({file}{more}){shown}"


def _stale(exists: bool) -> str:
    if exists:
        return say(
            "동기화한 뒤 바뀐 노트입니다: galpi sync", "changed since the last sync: galpi sync"
        )
    return say("동기화한 뒤 지운 노트입니다: galpi sync", "deleted since the last sync: galpi sync")
