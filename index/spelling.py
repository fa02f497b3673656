"""One spelling for what is written in several: loan words in Hangul, plurals in English.

A spelling here is a key to compare by, not one to show: `콘테이너` and `컨테이너` are `컨테이너`,
`데코레이터` is `데커레이터`, `cookie` and `cookies` are `cooky`.
"""

import re
from collections.abc import Callable
from functools import cache, lru_cache

_FIRST = 0xAC00  # 가; a syllable is (initial * 21 + vowel) * 28 + final behind it
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
# Nobody hears the difference after ㅈ, ㅉ, ㅊ (스케쥴, 아키텍쳐), nor between 쉐, 섀 and 셰.
_HEARD = dict(zip("ㅑㅕㅛㅠㅒㅖ", "ㅏㅓㅗㅜㅐㅔ", strict=True))
_LOANS = {
    **{"콘": "컨", "콤": "컴", "콜렉": "컬렉", "컬럼": "칼럼", "데코": "데커", "레포지": "리포지"},
    **{"어플": "애플", "데이타": "데이터", "메세": "메시", "메소드": "메서드", "블럭": "블록"},
    **{"프라퍼티": "프로퍼티", "프락시": "프록시", "프론트": "프런트", "옵저버": "옵서버"},
    **{"심벌": "심볼", "타겟": "타깃", "후크": "훅", "써버": "서버", "쎄": "세", "쉬": "시"},
}
_LOAN = re.compile("|".join(_LOANS).replace("쉬", "(?<=.)쉬"))  # 쉬다 and 시 are two words
# The rest is for three syllables or more. Shorter words are mostly Sino-Korean or native, and
# these would be two words: 재정 and 제정, 감싸 and 감사.
_LONG = 3
_VOWEL, _INITIAL = {"ㅐ": "ㅔ", "ㅒ": "ㅖ", "ㅙ": "ㅞ", "ㅚ": "ㅞ"}, {"ㅆ": "ㅅ"}
_ENDING = {"즈": "스", "토리": "터리", "로우": "로", "도우": "도", "톤": "턴"}
_END = re.compile(f"(?:{'|'.join(_ENDING)})$")
_SIBILANT = re.compile(r"(?:ss|x|sh|[tnr]ch|zz|ias)es$")
_ACRONYMS = re.compile(r"[A-Z]{2,}s")


@lru_cache(1 << 16)
def spelt(word: str) -> str:
    """A word of Hangul in its one spelling, NFC; anything else as it is."""
    if word.isascii():
        return word
    word = _LOAN.sub(lambda found: _LOANS[found.group()], word.translate(_heard()))
    if len(word) >= _LONG:
        word = _END.sub(lambda found: _ENDING[found.group()], word.translate(_merged()))
    return word


def singular(word: str) -> str:
    """An English word in lower case without the s of a plural: the S stemmer of Harman (1991),
    "How effective is suffixing?", with -es after a sibilant.

    `Pods` -> pod, `policies` -> policy, `patches` -> patch, `APIs` -> api; class, status, dns stay.
    """
    if _ACRONYMS.fullmatch(word):
        return word[:-1].lower()
    word = word.lower()
    if len(word) <= 3 or word == "https":
        return word
    if word.endswith("s") and not word.endswith(("ss", "us", "ias")):
        word = word[:-2] if _SIBILANT.search(word) else word[:-1]
    return f"{word[:-2]}y" if word.endswith("ie") else word


def bases(word: str) -> list[str]:
    """What an English word in -ing or -ed may be a form of, right or wrong: `created` -> creat,
    create; `running` -> runn, runne, run; `copied` -> copi, copie, copy.
    """
    stem = re.sub("(?:ing|ed)$", "", word)
    if stem == word or len(stem) < 3:
        return []
    short = f"{stem[:-1]}y" if stem.endswith("i") else stem[:-1] if stem[-1] == stem[-2] else ""
    return [stem, f"{stem}e", *filter(None, [short])]


@cache
def _heard() -> dict[int, int]:
    def change(initial: str, vowel: str) -> tuple[str, str]:
        if initial in "ㅈㅉㅊ":
            return initial, _HEARD.get(vowel, vowel)
        return initial, "ㅖ" if initial + vowel in ("ㅅㅞ", "ㅅㅒ") else vowel

    return _table(change)


@cache
def _merged() -> dict[int, int]:
    return _table(lambda initial, vowel: (_INITIAL.get(initial, initial), _VOWEL.get(vowel, vowel)))


def _table(change: Callable[[str, str], tuple[str, str]]) -> dict[int, int]:
    """For `str.translate`: every syllable with its initial and vowel changed."""
    table = {}
    for i, initial in enumerate(_INITIALS):
        for v, vowel in enumerate(_VOWELS):
            other, sound = change(initial, vowel)
            shift = (_INITIALS.index(other) - i) * 588 + (_VOWELS.index(sound) - v) * 28
            first = _FIRST + (i * 21 + v) * 28
            table.update({code: code + shift for code in range(first, first + 28) if shift})
    return table
