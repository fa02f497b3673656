"""One spelling for what is written in several: loan words in Hangul, plurals in English."""

import re
from functools import cache
from unicodedata import normalize

_FIRST = 0xAC00  # 가; a syllable is (initial * 21 + vowel) * 28 + final behind it
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
# Nobody hears the difference after ㅈ, ㅉ and ㅊ: 스케쥴, 아키텍쳐.
_HEARD = dict(zip("ㅑㅕㅛㅠㅒㅖ", "ㅏㅓㅗㅜㅐㅔ", strict=True))
# What is often written, and the spelling that dictionaries have.
_SPELLINGS = (
    "콘테이너/컨테이너 컨텐츠/콘텐츠 컨텐트/콘텐트 콘트롤/컨트롤 컨퍼런스/콘퍼런스 컨솔/콘솔 "
    "콘피그/컨피그 콤포넌트/컴포넌트 콜렉션/컬렉션 컬럼/칼럼 블럭/블록 클럭/클록 어플리/애플리 "
    "어플/앱 데이타/데이터 메세지/메시지 메소드/메서드 메쏘드/메서드 프라퍼티/프로퍼티 "
    "프락시/프록시 프론트/프런트 옵저버/옵서버 심벌/심볼 타겟/타깃 후크/훅 싱글톤/싱글턴 "
    "디렉토리/디렉터리 팩토리/팩터리 레포지토리/리포지터리 리포지토리/리포지터리 릴리즈/릴리스 "
    "네티즈/네티스 윈도우/윈도 플로우/플로 섀도우/섀도 쉐도우/섀도 팔로우/팔로 쓰로틀/스로틀 "
    "캐쉬/캐시 해쉬/해시 푸쉬/푸시 메쉬/메시 대쉬/대시 쉬프트/시프트 프레쉬/프레시 "
    "프래쉬/프레시 플래쉬/플래시 써버/서버 쎄션/세션 쎈서/센서 쓰레드/스레드 쏘스/소스 "
    "씨크릿/시크릿 싸이트/사이트 싸이클/사이클 싸이드/사이드 메니저/매니저 메니페/매니페 "
    "네비게이/내비게이 엑세스/액세스 엑션/액션 리엑트/리액트 테그/태그 테스크/태스크 "
    "페키지/패키지 메뉴얼/매뉴얼 맵핑/매핑 백터/벡터 매커니즘/메커니즘 패널티/페널티 스텍/스택 "
    "케릭터/캐릭터 애러/에러 데코레이/데커레이 디플로이멘/디플로이먼 제네레이/제너레이 "
    "네트웍/네트워크 프레임웍/프레임워크 로보트/로봇"
)
_STANDARD = dict(pair.split("/") for pair in _SPELLINGS.split())
_PLAIN: dict[int, int | None] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PLAIN |= dict.fromkeys([0x00A0, 0x2007, 0x202F, 0x3000], ord(" "))
_PLAIN |= dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_VARIANT = re.compile("|".join(_STANDARD))
_SIBILANT = re.compile(r"(?:ss|x|sh|[tnr]ch|zz|ias)es$")
_ACRONYMS = re.compile(r"[A-Z]{2,}s")


def plain(text: str) -> str:
    """In NFC, with full-width letters and spaces as the usual ones and without invisible ones:
    `ＣＰＵ`, `쿠버\u200b네티스`.
    """
    return normalize("NFC", text.translate(_PLAIN))


def standard(text: str) -> str:
    """Korean text with its loan words as dictionaries spell them: `콘테이너` -> 컨테이너."""
    return _VARIANT.sub(lambda found: _STANDARD[found.group()], text)


def folded(text: str) -> str:
    """Korean text, as long as before, in which syllables that loan words mix up are the same.

    A key to compare by, not a spelling to show: `스케쥴` and `스케줄` -> 스케줄, `브랜치` and
    `브렌치` -> 브렌치, `쉐어` and `셰어` -> 셰어.
    """
    return text.translate(_folds())


def singular(word: str) -> str:
    """An English word in lower case without the s of a plural: the S stemmer of Harman (1991),
    "How effective is suffixing?", with -es after a sibilant; also a key, `cookies` -> cooky.

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
def _folds() -> dict[int, int]:
    table = {}
    for i, initial in enumerate(_INITIALS):
        for v, vowel in enumerate(_VOWELS):
            for f, final in enumerate(_FINALS):
                shift = (_VOWELS.index(_vowel(initial, vowel, final)) - v) * 28
                code = _FIRST + (i * 21 + v) * 28 + f
                table[code] = code + shift
    return table


def _vowel(initial: str, vowel: str, final: str) -> str:
    if initial in "ㅈㅉㅊ":
        vowel = _HEARD.get(vowel, vowel)
    if initial == "ㅅ" and vowel in "ㅒㅞ":
        return "ㅖ"
    # In no Sino-Korean word: there, ㅐ and ㅔ tell words apart, such as 재정 and 제정.
    loan = initial == "ㅋ" or final in "ㄴㄹㅁㅂㅅ"
    return "ㅔ" if vowel == "ㅐ" and loan else vowel
