"""A question in the words of a passage: `GC가 뭐야?` where that has 가비지 컬렉션 alone, `리셋은?`
where it has reset.

The reader knows some names for one thing and not others, and reads the better the fewer it has to
know: with the passage's own name in the question its logits were two to eight higher. Not so with
Korean names in an English question: those it was trained to read as they are.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from index.words.glossary import Glossary
from index.words.sounds import hear, words, written
from index.words.terms import Asked, has_hangul
from qa.answers import Hit

Names = Sequence[tuple[re.Pattern[str], tuple[str, ...]]]


def names_in(question: str, asked: Asked, glossary: Glossary) -> Names:
    """The question's words that have other names, as they stand in it, with these."""
    korean = has_hangul(question)
    found = (
        (_pattern(own), tuple(other for other in others if korean or not has_hangul(other)))
        for own, others in glossary.names(asked)
    )
    return [(own, others) for own, others in found if own.search(question)]


def in_words_of(question: str, names: Names, hit: Hit) -> str:
    """With the names that the hit has in the place of those that it lacks."""
    text = _text(hit)
    for own, others in names:
        if not own.search(text):
            known = next((other for other in others if _pattern(other).search(text)), None)
            question = own.sub(known, question) if known else question
    return question


def spelt_otherwise(question: str, hits: Sequence[Hit]) -> Iterator[tuple[str, str]]:
    """Words of the question that no hit has, each with one of the hits that is the same by its
    sound; none of an English question.
    """
    if not has_hangul(question):
        return
    text = "\n".join(map(_text, hits))
    for word in words(text):
        if (own := written(word, hear(question))) and not _pattern(own).search(text):
            yield own, word
    for own in words(question):
        if not _pattern(own).search(text) and (other := written(own, hear(text))):
            yield own, other


def _text(hit: Hit) -> str:
    return "\n".join((hit.title, *hit.headings, hit.text))


@lru_cache(4096)
def _pattern(name: str) -> re.Pattern[str]:
    """However it is spaced; Latin letters as whole words, not the half of `Cache-Control`."""
    parts = r"\s*".join(map(re.escape, name.split()))
    whole = rf"(?<![A-Za-z\d_])(?<![A-Za-z\d][.-]){parts}(?![A-Za-z\d_]|[.-][A-Za-z\d])"
    return re.compile(whole if name.isascii() else parts, re.I)
