"""A notebook that answers with the question itself, where a note holds it word for word.

What is shown of an answer can so be tested without the model that finds it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa import Answer, Hit, Notebook, Span
from qa.answers import cite
from qa.question import checked

MARK = " / "  # between several quotations of one question


class Quoting(Notebook):
    def ask(
        self,
        question: str,
        k: int = 5,
        history: Sequence[str] = (),
        book: str | None = None,
        chapter: int | None = None,
        tag: str | None = None,
        folder: str | None = None,
    ) -> Answer:
        checked(question, k)
        found = self.search(question, 40, book, chapter, tag, folder)
        quotes = [quote.strip() for quote in question.split(MARK)]
        first = [next((hit for hit in found if quote in hit.text), None) for quote in quotes]
        best = list(dict.fromkeys(hit for hit in first if hit))
        rest = [hit for hit in found if hit not in best]
        hits = tuple(
            replace(hit, rank=n, score=0.9 / 2**n if hit in best else 0.01)
            for n, hit in enumerate([*best, *rest][:k], start=1)
        )
        spans = tuple(_spans(quotes, first, hits))
        text = "\n".join(span.text for span in spans)
        confidence = 0.9 if spans else 0.1
        paths = {hits[span.hit - 1].path for span in spans}
        return Answer(
            question, bool(spans), text, spans, cite(spans, hits), confidence, hits, 0.012,
            searched=question, stale=self._stale(paths),
        )  # fmt: skip


def _spans(
    quotes: Sequence[str], found: Sequence[Hit | None], hits: Sequence[Hit]
) -> Iterator[Span]:
    for quote, hit in zip(quotes, found, strict=True):
        if hit is not None:
            start = hit.text.index(quote)
            number = next(
                n for n, h in enumerate(hits, 1) if (h.path, h.start) == (hit.path, hit.start)
            )
            line = hit.line + hit.text.count("\n", 0, start)
            yield Span(quote, hit.start + start, hit.start + start + len(quote), line, number)
