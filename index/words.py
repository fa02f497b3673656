"""Terms of a text: Korean morphemes, and Latin words whole and in their parts.

Particles and endings never become terms, so `파드가`, `파드를` and `파드` are one.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from kiwipiepy import Kiwi

# Sejong tags that carry meaning: nouns, pronouns, numerals, determiners, roots, stems, adverbs,
# digits and Hanja. Latin letters (SL) are taken by _LATIN instead, which keeps `spec.replicas`.
_TAGS = frozenset("NNG NNP NNB NP NR MM XR XPN XSN VV VA MAG SN SH".split())
# Words of asking rather than of what is asked.
_ASKING = frozenset(
    ["어떻", "어떠", "왜", "언제", "어디", "누구", "얼마", "무엇", "뭐", "무슨", "몇"]
)
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[._/+-]+[A-Za-z0-9]+)*")
_HANGUL = re.compile(r"[가-힣]{2,}")
_HANGUL_LETTER = re.compile(r"[가-힣]")
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
MAX_CHARS = 100_000  # of one text; the analyser's time grows with it


def terms(texts: Sequence[str]) -> list[list[str]]:
    """Terms of each text, in no promised order, with repetitions."""
    texts = [normalize("NFC", text[:MAX_CHARS]) for text in texts]
    # One letter stands for each Latin word: without any, the 를 in `Pod를` would become a noun.
    korean = _kiwi().tokenize([_LATIN.sub("A", text) for text in texts])
    return [
        [*_latin_terms(text), *_morphemes((t.form, t.tag) for t in tokens), *_bigrams(text)]
        for text, tokens in zip(texts, korean, strict=True)
    ]


def is_korean(text: str) -> bool:
    """Whether Hangul is at least a fifth of the letters, as in Korean full of English terms."""
    text = normalize("NFC", text)
    hangul = sum("가" <= letter <= "힣" for letter in text)
    latin = sum(letter.isascii() and letter.isalpha() for letter in text)
    return 5 * hangul >= hangul + latin


def has_hangul(text: str) -> bool:
    """A question with one Korean word is asked in Korean, however many English terms it has."""
    return _HANGUL_LETTER.search(normalize("NFC", text)) is not None


def _latin_terms(text: str) -> Iterator[str]:
    """`ReplicaSet` -> replicaset, replica, set."""
    for word in _LATIN.findall(text):
        yield word.lower()
        parts = _PART.findall(word)
        if len(parts) > 1:
            yield from (part.lower() for part in parts)


def _morphemes(tokens: Iterator[tuple[str, str]]) -> Iterator[str]:
    for form, tag in tokens:
        if tag.partition("-")[0] in _TAGS and form not in _ASKING:
            yield form


def _bigrams(text: str) -> Iterator[str]:
    """Syllable pairs: they back words that the analyser does not know or cuts in two ways."""
    for word in _HANGUL.findall(text):
        for first in range(len(word) - 1):
            yield word[first : first + 2]


@cache
def _kiwi() -> "Kiwi":
    from kiwipiepy import Kiwi  # loads its language model: for sync and questions only

    # Without the dictionaries of names and typing errors it loads in a third of the time and
    # finds as much: nDCG@10 of words alone on KorQuAD was .950 without, .947 with them.
    return Kiwi(
        num_workers=1,
        load_default_dict=False,
        load_typo_dict=False,
        load_multi_dict=False,
        integrate_allomorph=False,
    )
