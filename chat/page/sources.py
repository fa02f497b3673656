"""The sections in which an answer was found: what its number chips and its cards stand for."""

from dataclasses import dataclass

from qa import Answer, Hit, Span


@dataclass(frozen=True)
class Source:
    """A section of a note with what was found in it."""

    number: int  # 1-based; that of the citation, where it is quoted
    hits: tuple[Hit, ...]  # best first, never empty
    spans: tuple[Span, ...]  # quoted from it, in the order of the note

    @property
    def label(self) -> str:
        return self.hits[0].label

    @property
    def line(self) -> int:
        """1-based, of the first quotation, else of the best passage."""
        return self.spans[0].line if self.spans else self.hits[0].line


def sources_of(answer: Answer) -> tuple[Source, ...]:
    """Those that are quoted by their numbers, then the others by rank."""
    places: dict[tuple[str, str], list[int]] = {(c.path, c.label): [] for c in answer.citations}
    for number, hit in enumerate(answer.hits, start=1):
        places.setdefault((hit.path, hit.label), []).append(number)
    return tuple(
        Source(
            at,
            tuple(answer.hits[number - 1] for number in numbers),
            tuple(sorted((s for s in answer.spans if s.hit in numbers), key=lambda s: s.start)),
        )
        for at, numbers in enumerate(places.values(), start=1)
    )
