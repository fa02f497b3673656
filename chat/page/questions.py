"""Questions made of headings: well-formed ones, or none."""

import re

_NUMBER = re.compile(r"(?:§?\(?\d+(?:[.-]\d+)*[.)]?|제?\d+장\.?|[가-하][.)])[ \t]+")
_ASIDE = re.compile(r"[ \t]*\([^()]*\)$")  # `데드락(Deadlock)`
_ASKS = re.compile(
    r"[?？]$|(?:[가-힣]까|인가|는가|는지|왜 .*하나)$"
    r"|^(?:왜|언제|어떻게|어디서?|누가|무엇[을이]?|뭐가?|얼마나?|몇) .*[가나까]$"
)
# `프로세스와 스레드의 차이`, `REST와 GraphQL 비교`: what is compared, without the word for it.
_COMPARES = re.compile(
    r"(.+[가-힣A-Za-z0-9](?:와|과|vs\.?) .+?)(?:의| 간의?| 사이의)? (?:차이점?|비교)$"
)
_TWO = re.compile(
    r"([가-힣A-Za-z0-9]+(?: [가-힣A-Za-z0-9]+)?)([와과]) "
    r"([가-힣A-Za-z0-9]+(?: [가-힣A-Za-z0-9]+)?)$"
)
# Nouns that end so and hold no 과 of their own to be cut off.
_WHOLE = re.compile(r"(?:^| )(?:결|효|성|통|초|경|사|학|교|부|여|투|전)$")
# What can be asked for by its name as it stands: `배포 전략은 무엇인가?`
_KIND = re.compile(
    r"[가-힣A-Za-z] ?(?:방법|이유|원인|조건|과정|순서|절차|단계|원칙|기준|역할|장점|단점|장단점"
    r"|특징|종류|목적|구조|한계|주의점|문제점|원리|전략|할 점|[은는을] 것|사용법|차이점?)$"
)
_DOES = re.compile(r"([가-힣A-Za-z0-9 ]+)하기$")
_PLAIN = re.compile(r"[가-힣A-Za-z][가-힣A-Za-z0-9 .,/+#'?？!=-]{1,39}$")
# `잠금은 여덟 단계`, which is a sentence, unlike `먹은 것`
_TOPIC = re.compile(r"은 (?!것|이유|방법|순서)")
_PARTICLE = re.compile(
    r"(?:을|를|에|에서|의|은|는|이|가|로|와|과|도|만|한|할|된|될|인|하고|하는|되는) "
)
_NO_NOUN = re.compile(
    r"(?:[게고며기다요면서을를은는에의음함됨것점때곳수와과만도란냐로가예둘데쪽전]|하나|부터|대신|비교|다섯|먼저|차례|[런는]지|기자)$"
)
_NAME = re.compile(r"(?:[가-힣]+(?: [가-힣]+)?|[A-Z][A-Za-z0-9.-]+)$")
_ENGLISH = re.compile(r"[A-Za-z][A-Za-z0-9-]*(?: [A-Za-z0-9-]+){1,3}$")


def question(heading: str) -> str | None:
    """`9.2 네트워크 플러그인` -> `네트워크 플러그인이란 무엇인가?`; None for what names nothing."""
    words = _ASIDE.sub("", " ".join(_NUMBER.sub("", heading.strip(), count=1).split()))
    if not _PLAIN.match(words) and not _TWO.match(words):
        return None
    if _ASKS.search(words):
        return words if words.endswith(("?", "？")) else f"{words}?"
    if words.isascii():
        return _english(words)
    if found := _COMPARES.match(words):
        return f"{found[1]}의 차이는?"
    if _KIND.search(words) and not _TOPIC.search(words):
        return f"{words}{'은' if _closes(words) else '는'} 무엇인가?"
    if found := _DOES.match(words):
        return f"{found[1]}하는 방법은?"
    if found := _TWO.match(words):
        return f"{words}의 차이는?" if _are_two(*found.groups()) else None
    if (
        len(words) < 4
        or not _NAME.match(words)
        or _NO_NOUN.search(words)
        or _PARTICLE.search(words)
    ):
        return None
    return f"{words}{'이란' if _closes(words) else '란'} 무엇인가?"


def _english(words: str) -> str | None:
    if len(words) >= 4 and _NAME.match(words):
        return f"What is {words}?"
    if not _ENGLISH.match(words):
        return None
    named = words if words[1:2].isupper() else words[0].lower() + words[1:]
    return f"What do the notes say about {named}?"


def _are_two(first: str, particle: str, second: str) -> bool:
    """Whether 와 or 과 joins two names, rather than being part of a word."""
    hangul = "가" <= first[-1] <= "힣"
    fits = not hangul or (particle == "과") == _closes(first)
    plain = not any(_PARTICLE.search(part) or _NO_NOUN.search(part) for part in (first, second))
    return fits and plain and first != second and not (particle == "과" and _WHOLE.search(first))


def _closes(word: str) -> bool:
    """Whether its last syllable ends in a consonant, as particles ask; of 가 to 힣 alone."""
    last = ord(word[-1]) - ord("가")
    return 0 <= last <= ord("힣") - ord("가") and last % 28 > 0
