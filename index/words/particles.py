"""Which form of a particle a word asks for: 은 behind a consonant, 는 behind a vowel."""

import re

# Digits, letters and words that close on a consonant as they are read in Korean: `Spring`, `Web`.
_CLOSED = re.compile(
    r"(?:[013678#LMNR]|[lmn]e?|ng|ck|ook|[aeiou]c|(?:[^aeiou][aeiou]|ou)t|(?:[aeiu]|Po)p|[aeio]b)$"
)


def closes(words: str) -> bool:
    """Whether they end in a consonant, as they are read in Korean."""
    return final(words[-1]) > 0 or _CLOSED.search(words) is not None


def final(syllable: str) -> int:
    """The number of its final consonant, 8 for ㄹ; 0 for none, and for no syllable of Hangul."""
    return (ord(syllable) - ord("가")) % 28 if "가" <= syllable <= "힣" else 0
