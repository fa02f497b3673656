"""Terms of a text: Korean morphemes, pairs of syllables, and Latin words whole and in their parts.

Particles and endings are no words: `파드가`, `파드를` and `파드` are one; nor are words of asking,
and English words without meaning of their own. All terms are in one spelling.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from unicodedata import normalize

from index.words.analyser import Token, tokenize
from index.words.spelling import folded, plain, singular, standard

# Sejong tags that carry meaning: nouns, pronouns, numerals, determiners, roots, stems, adverbs,
# digits and Hanja. Latin letters (SL) are taken by _LATIN instead, which keeps `spec.replicas`.
_TAGS = frozenset("NNG NNP NNB NP NR MM XR XPN XSN VV VA MAG SN SH".split())
# Words of asking rather than of what is asked.
_ASKING = frozenset(
    "어떻 어떻게 어떠 어떠하 어떤 어느 어째서 왜 언제 어디 누구 누 얼마 얼마나 무엇 뭐 뭣 무슨 몇 "
    "궁금 종류".split()
)
# Not among them: what is also code or a command (all, for, if, not, while, with).
_ENDINGS = "JE"  # how the tags of particles and endings begin
_STOP = frozenset(
    "a about also an and any are aren as at be been both but by can could did didn do does doesn "
    "don each every few from had has have how i in into is isn it its just many may might more "
    "most much must my of on only or other our over own s same shall should so some such t than "
    "that the their them then there these they this those through to under until up using very via "
    "vs was we were what when where which who whom whose why will won would you your".split()
)
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[._/+-]+[A-Za-z0-9]+)*")
_OTHER = re.compile(r"[^\W_A]")  # what is left for the analyser when Latin words are masked
_HANGUL = re.compile(r"[가-힣]{2,}")
_WORD = re.compile(r"[가-힣]+|[0-9]+")
_HANGUL_LETTER = re.compile(r"[가-힣]")
_SYLLABLES, _ASCII = re.compile(r"[가-힣]+"), re.compile(r"[A-Za-z]+")
_PART = re.compile(r"[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
MAX_CHARS = 100_000  # of one text; the analyser's time grows with it
# A pair of syllables only backs the word that it is cut from. nDCG@10 of words alone on KorQuAD is
# .957 without pairs, .963 with them at this weight, and .953 with them at the weight of a word.
PAIR = 0.3


@dataclass(frozen=True)
class Asked:
    """The terms of a question, each with its weight, and the words that follow on one another,
    for another text may write two as one.
    """

    weights: dict[str, float]
    neighbours: tuple[tuple[str, str], ...] = ()


@dataclass
class _Found:
    """`words` are morphemes, and Latin words, cut where they can be; with start and end."""

    words: list[tuple[str, int, int]] = field(default_factory=list)
    wholes: list[str] = field(default_factory=list)  # the Latin words that were cut
    pairs: list[str] = field(default_factory=list)  # of syllables, where they are no word


def terms(texts: Sequence[str]) -> list[list[str]]:
    """Terms of each text, in no promised order, with repetitions."""
    return [
        [*(word for word, _, _ in found.words), *found.wholes, *found.pairs]
        for found in _analyse(texts)
    ]


def asked(question: str) -> Asked:
    (found,) = _analyse([question])
    words = sorted(found.words, key=lambda word: word[1:])
    whole = dict.fromkeys([*(word for word, _, _ in words), *found.wholes], 1.0)
    neighbours = [
        (first, second)
        for (first, _, end), (second, start, _) in pairwise(words)
        if 0 <= start - end <= 1 and first.isascii() == second.isascii()
    ]
    return Asked(dict.fromkeys(found.pairs, PAIR) | whole, tuple(neighbours))


def phrases(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Of each word or two the fewest terms, such that whatever contains these has them all.

    `격리 수준` -> 격리, 수준; `컨테이너` -> its pairs, which it has in any compound, too. Korean
    verbs are given in -다, of other words no ending is known: `만들다` -> 만들.
    """
    texts = [standard(plain(text)) for text in texts]
    verbs = [text for text in texts if text.endswith("다")]
    tokens = dict(zip(verbs, tokenize(verbs) if verbs else (), strict=True))
    return [tuple(dict.fromkeys(_parts(text, tokens.get(text)))) for text in texts]


def _parts(text: str, verb: Sequence[Token] | None) -> Iterator[str]:
    yield from _latin_phrase(text)
    if verb is not None:
        yield from (folded(token.form) for token in verb if _is_word(token))
    else:
        for word in _WORD.findall(_masked(text)):
            yield from pieces(folded(word))


def phrase(text: str) -> tuple[str, ...]:
    return phrases([text])[0]


def pieces(term: str) -> tuple[str, ...]:
    """The pairs of a Hangul word of three syllables or more; any other term is one piece."""
    if len(term) < 3 or not _HANGUL.fullmatch(term):
        return (term,)
    return tuple(term[first : first + 2] for first in range(len(term) - 1))


def halves(term: str) -> list[tuple[str, str]]:
    """Every way to cut a term in two, of at least two syllables or three Latin letters each."""
    least = 2 if _HANGUL.fullmatch(term) else 3
    return [(term[:cut], singular(term[cut:])) for cut in range(least, len(term) - least + 1)]


def is_korean(text: str) -> bool:
    """Whether Hangul is at least a fifth of the letters, as in Korean full of English terms."""
    text = normalize("NFC", text)
    hangul, latin = (len("".join(letters.findall(text))) for letters in (_SYLLABLES, _ASCII))
    return 5 * hangul >= hangul + latin


def has_hangul(text: str) -> bool:
    """A question with one Korean word is asked in Korean, however many English terms it has."""
    return _HANGUL_LETTER.search(normalize("NFC", text)) is not None


def _analyse(texts: Sequence[str]) -> list[_Found]:
    texts = [standard(plain(text[:MAX_CHARS])) for text in texts]
    masked = [_masked(text) for text in texts]
    found = [_Found() for _ in texts]
    korean = [place for place, text in enumerate(masked) if _OTHER.search(text)]
    tokens = tokenize([masked[place] for place in korean]) if korean else ()
    for place, own in zip(korean, tokens, strict=True):
        _add_korean(found[place], masked[place], own)
    for of_text, text in zip(found, texts, strict=True):
        _add_latin(of_text, text)
    return found


def _masked(text: str) -> str:
    """Without Latin words, which the analyser would cut; without any letter in their place, the
    를 in `Pod를` would become a noun.
    """
    return _LATIN.sub(lambda word: "A" * len(word.group()), text)


def _add_latin(found: _Found, text: str) -> None:
    """`ReplicaSets` -> the words replica and set, the whole replicaset."""
    for word in _LATIN.finditer(text):
        parts = list(_PART.finditer(word.group()))
        for part in parts:
            if part.group().lower() not in _STOP:
                start = word.start() + part.start()
                end = word.start() + part.end()
                found.words.append((singular(part.group()), start, end))
        if len(parts) > 1:
            found.wholes.append(singular(word.group()))


def _latin_phrase(text: str) -> Iterator[str]:
    """Not the `read` of `read-only`, which has lost what it means."""
    for word in _LATIN.findall(text):
        parts = _PART.findall(word)
        meant = [singular(part) for part in parts if part.lower() not in _STOP]
        yield from meant if len(meant) == len(parts) or len(parts) == 1 else [singular(word)]


def _add_korean(found: _Found, text: str, tokens: Sequence[Token]) -> None:
    """Pairs back words that the analyser does not know or cuts in two ways. A whole word of two
    syllables that is no verb, and no noun with its particle (`큐는`), counts as one, whatever it is
    cut into: 파드 may be 파 and 드.
    """
    words = dict[tuple[int, int], str]()
    passed, known = set[int](), set[int]()
    for token in tokens:
        start, end = token.start, token.start + token.len
        if _is_word(token):
            words[start, end] = folded(token.form)
        elif token.form in _ASKING or token.tag[0] in _ENDINGS:
            passed.update(range(start, end))
        if token.tag[0] == "V" or token.form in _ASKING:
            known.add(start)
    bound = {
        particle.start - 1
        for noun, particle in pairwise(tokens)
        if noun.tag in ("NNG", "NNP")
        and particle.tag[0] == "J"
        and noun.start + noun.len == particle.start
    }
    text = folded(text)
    for word in _HANGUL.finditer(text):
        if len(word.group()) == 2 and word.start() not in known | bound:
            for place in range(*word.span()):
                words.pop((place, place + 1), None)
            words[word.span()] = word.group()
        for start in range(word.start(), word.end() - 1):
            if (start, start + 2) not in words and not passed.issuperset((start, start + 1)):
                found.pairs.append(text[start : start + 2])
    found.words += ((form, *span) for span, form in words.items())


def tagged(text: str) -> list[tuple[str, str, int]]:
    """Its morphemes in their order, each with its Sejong tag and where it begins."""
    (tokens,) = tokenize([text])
    return [(token.form, token.tag.partition("-")[0], token.start) for token in tokens]


def _is_word(token: Token) -> bool:
    return token.tag.partition("-")[0] in _TAGS and token.form not in _ASKING
