"""Which Latin word one of Hangul is by its sound: `리셋` is reset, `패스트 포워드` fast-forward.

Both are brought to what they keep in common by the rules that loan words are written by (외래어
표기법): classes of consonants, for Hangul tells neither f from p nor l from r, and of vowels, for
those of English are written in several ways, and none of its consonants stands alone. Of the pairs
of a Korean name of the glossary with an English one of another thing, .01 % are taken for one word.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

LEAST = 3  # consonants of a word that is known by its sound; of two, too many words are alike
MOST = 40  # letters of one; more are no word
_INITIALS = "KKNTTLMPPSS-CCCKTPH"  # of ㄱ to ㅎ; ㅇ has no sound
# Of ㅏ to ㅣ; w is ㅓ, x is ㅡ, and what loan words do not have is !: 별칭 is no fullchain.
_VOWELS = "aeaewe!eoae!ouweiux!i"
_FINALS = " KKKNNNTLKMPLLPLMPPTTNTTKTPT"
# Sounds of Latin letters, the first that fits.
_LETTERS = (
    ("[ts]+ion", "[SC](?:i-)?[wo]N+"),
    ("ing$", "-?iN+K?"),
    ("nc(?=tion)", "NK?"),
    ("age(?![aeiouy])", "-?[eiw](?:-i)?[CK][xi]?"),
    ("^kn", "N+"),
    ("^wr", "L+"),
    ("^ps", "S"),
    ("^x", "[CS]"),
    ("tch", "C"),
    ("sch", "S[xi]?K"),
    ("ch", "[CKS]"),
    ("sh", "S"),
    ("th", "[ST]"),
    ("ph", "P"),
    ("gh", "[KP]?"),
    ("ck|kk|cq", "K"),
    ("cc(?=[eiy])|x", "K[xi]?S"),
    ("sc(?=[eiy])", "S"),
    ("ng", "NK?"),
    ("dg|dj", "C"),
    ("gg?(?=[eiy])", "[CK]"),
    ("cc?(?=[eiy])|z+", "[CS]"),
    ("d+(?=u)|t+(?=u)", "[TC]"),
    ("^s|ss", "S"),
    ("s", "[SC]"),
    ("b+|p+|f+|v+", "P"),
    ("[dt]+", "T"),
    ("c+|g+|k|q", "K"),
    ("j", "C"),
    ("l+", "L+"),
    ("r+(?=[aeiouy])", "L+"),
    ("r+", "L*"),
    ("m+", "M+"),
    ("n+", "N+"),
    ("h", "H?"),
    ("(?<=[^aeiouwy])e$", "[xi]?"),
    # Less of them at the end, where a particle may follow: `server에서`.
    ("a(?=r*$)", "-?[aewo]"),
    ("e(?=r*$)", "-?[eiw]"),
    ("[aeiouwy](?=r*$)", "-?[aoiuw]"),
    ("[aeiouwy]{2,}(?=r*$)", "-?[aeiouwx](?:-[aeiouwx])?"),
    ("[aeiouwy]{2,}", "-?[aeiouwx](?:-[aeiouwx]){0,3}"),
    ("a", "-?[aewo](?:-[iewa])?"),
    ("e", "(?:-?[eixw](?:-[iew])?)?"),
    ("[iy]", "-?[ixa](?:-[iw])?"),
    ("o", "-?[oawu](?:-[ux])?"),
    ("[uw]", "-?[wuxa]"),
)
_LETTER = re.compile("|".join(f"(?P<n{n}>{letters})" for n, (letters, _) in enumerate(_LETTERS)))
_HANGUL = re.compile("[가-힣]+(?: [가-힣]+)*")
_REST = re.compile("[^가-힣]|[은는이가을를의에로으와과랑도만란하되할한해시까부보처마라인야요]|$")
_NAME = re.compile(r"\b(?=([A-Z][A-Za-z]+ [A-Z][A-Za-z]+)\b)")  # 엘라스틱넷 is Elastic Net
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")


class Heard(NamedTuple):
    """A text with the sounds of its Hangul: of each syllable where it stands in the text, by where
    it begins and ends in these, and whether a word begins with it.
    """

    text: str
    sounds: str
    syllables: dict[int, tuple[int, bool]]  # by where it begins
    ends: dict[int, int]


@lru_cache(64)
def hear(text: str) -> Heard:
    sounds, starts, ends = "", dict[int, tuple[int, bool]](), dict[int, int]()
    for run in _HANGUL.finditer(text):
        for place, syllable in enumerate(run.group(), start=run.start()):
            if syllable != " ":
                starts[len(sounds)] = place, place == run.start() or text[place - 1] == " "
                sounds += _syllable(syllable)
                ends[len(sounds)] = place + 1
        sounds += " "
    return Heard(text, sounds, starts, ends)


def _syllable(syllable: str) -> str:
    initial, rest = divmod(ord(syllable) - ord("가"), 588)
    vowel, final = divmod(rest, 28)
    sounds = f"{_INITIALS[initial]}{_VOWELS[vowel]}{_FINALS[final]}".strip()
    return sounds.replace("S!", "Sw").replace("C!", "Cw")  # 펑션 has


def words(text: str) -> Iterator[str]:
    """The Latin words of a text that may be known by their sound, each once, and names of two."""
    found = dict.fromkeys([*_WORD.findall(text), *_NAME.findall(text)])
    yield from (word for word in found if len(word) <= MOST and _is_spoken(word.lower()))


def written(word: str, heard: Heard) -> str:
    """The first Hangul word that sounds like the Latin one, as it is written, or nothing; a
    particle or an ending may stand behind it.
    """
    for found in _pattern(word.lower()).finditer(heard.sounds):
        start, first = heard.syllables.get(found.start(), (0, False))
        end = heard.ends.get(found.end(), 0)
        if first and end and _REST.match(heard.text, end):
            return heard.text[start:end]
    return ""


@lru_cache(4096)
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile("[xi]?".join(_sounds(word)) + "[xi]?")


def _sounds(word: str) -> list[str]:
    letters = re.sub("[^a-z]", "", word)
    return [_LETTERS[int(str(m.lastgroup)[1:])][1] for m in _LETTER.finditer(letters)]


@lru_cache(4096)
def _is_spoken(word: str) -> bool:
    """Whether it has consonants enough, and is not spelt: `csrf`."""
    sure = (re.sub(r"(?:\[\w+\]|\w)[?*]", "", sound) for sound in _sounds(word))
    consonants = sum(len(re.findall(r"\[[A-Z]+\]|[A-Z]", sound)) for sound in sure)
    return consonants >= LEAST and re.search("[aeiouy]", word) is not None
