"""Follow-up questions: `그럼 그건 언제 써?` means little without the question before it.

A question may be searched alone, with the topic of the question before it, or put in the place of
that topic: `다익스트라 시간 복잡도는?`, then `벨만-포드는?` makes `벨만-포드 시간 복잡도는?`.
What reads best is chosen by the reader (`qa.reading`); here the forms are made.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

from index.words.terms import has_hangul
from qa.topics import (
    COMMON,
    VERBS,
    ends,
    fitting,
    names_in,
    tokens_of,
    topic_of,
    without_common,
    without_particle,
)

_SWITCHES = re.compile(
    r"(?:다른|딴) (?:얘[기긴]|이야[기긴]|질문|주제)|그건 그렇고|그나저나|"
    r"\b(?:by the way|unrelated|another (?:question|topic)|new topic)\b",
    re.I,
)
_SWITCHED = re.compile(rf"^\W*(?:{_SWITCHES.pattern})[가-힣]*\W*", re.I)
_OPENS = re.compile(
    r"\s*(?:그럼|그러면|그렇다면|그래서|그리고|그런데|근데|반대로|"
    r"(?:then|and|but|so|what about|how about|what if|compared|vs)\b)",
    re.I,
)
_POINTS = re.compile(
    r"(?<![가-힣])(?:[그이저](?:것|거|건|게|걸)|[그이](?:때|중|\s)|거기|여기|걔|얘|앞의|방금|아까)|"
    r"\bit\b(?! (?:possible|necessary|recommended|better|worth))|"
    r"\b(?:they|them|those|these|this|one|ones|both|the (?:same|former|latter|other))\b|"
    r"\b(?:does|do|is|was|if|about|after|of|for|with|like) that\b|\bthat\W*$",
    re.I,
)
_POINTER = re.compile(
    r"(?<![가-힣])[그이저](것|거|건|게|걸)(은|는|이|가|을|를|의|도|과|와|랑)?(?![가-힣])"
)
_SHORT = {"건": "은", "게": "이", "걸": "을"}
_ALIKE = re.compile(r"[은는도서에] (?:어때|어떤가|어떻게 [돼되]|마찬가지|똑같)")
_MARKS = {"SF", "SP", "SE", "SS", "SO", "SW"}  # Sejong tags
_COMPARING, _TOPIC = {"랑", "이랑", "와", "과", "하고", "보다"}, {"은", "는", "도", "만"}
_WINDOW = 5  # earlier questions looked at
_OPENER_NAMES, _POINTER_NAMES = 2, 4  # a question that names more stands alone
_BARE = re.compile(  # `벨만-포드는?`, `그럼 LRU는요?`, `what about LRU?`
    r"\s*(?:(?:그럼|그러면|그렇다면|그리고|그런데|근데|then|and|what about|how about)[\s,]+)*"
    r"(?P<topic>[^\s?？]+(?: [^\s?？]+)?(?: [^\s?？]+)?)\s*[?？]?\s*$",
    re.I,
)


@dataclass(frozen=True)
class Form:
    """A text to search with, and the earlier question that it takes its topic from, if any."""

    text: str
    context: str | None = None
    leans: bool = False  # whether the question alone says too little
    nameless: bool = False  # whether it names nothing at all: `단점은?`
    bare: bool = False  # whether it is nothing but a topic: `LRU는?`
    instead: bool = False  # whether it is the earlier question with another topic
    day: str | None = None  # of which only notes are searched, see `Filters`


def forms_of(question: str, history: Sequence[str]) -> list[Form]:
    """The question alone comes first."""
    question = normalize("NFC", question)
    before = _before([normalize("NFC", earlier.strip()) for earlier in history[-_WINDOW:]])
    if before is None:
        return [Form(question)]
    if _SWITCHES.search(question):
        return [Form(_SWITCHED.sub("", question) or question)]
    bare = _OPENS.sub("", question, count=1).strip() or question
    named = bool(names_in(question))
    is_bare = _topic_alone(question) is not None
    forms = [Form(question, None, _leans(question), not named, is_bare)]
    noun = topic_of(before).noun
    # What names nothing of its own asks of all that was said, or of its topic.
    forms.append(Form(f"{noun if named else before} {bare}", before))
    if instead := _instead(before, question):
        forms.append(Form(instead, before, instead=True))
    of_topic = None if named or noun == before else f"{without_common(noun)} {bare}"
    if meant := _meant(before, bare) or of_topic:
        forms.append(Form(meant, before))
    return forms


def _meant(before: str, question: str) -> str | None:
    """The question with what the one before is about in the place of its pointer: `서비스 메시란?`,
    `그건 언제 필요해?` makes `서비스 메시는 언제 필요해?`.
    """
    pointer = _POINTER.search(question)
    noun = topic_of(before).noun if has_hangul(before) else ""
    if pointer is None or noun == before or not noun:
        return None
    particle = _SHORT.get(pointer[1]) or pointer[2] or ""
    rest = fitting(noun, particle + question[pointer.end() :])
    return f"{question[: pointer.start()]}{noun}{rest}"


def _before(history: Sequence[str]) -> str | None:
    """The last question that names something, itself put together from those before it where it is
    a bare topic: `패치 버전은 언제 올려?`, `마이너는?`: `마이너는 언제 올려?`
    """
    before: str | None = None
    for question in history:
        if before and (instead := _instead(before, question)):
            before = instead
        elif names_in(question):
            before = question
    return before


def _instead(before: str, question: str) -> str | None:
    """The question before with the new topic in the place of its own; None where the question asks
    more than a new topic, or the one before says nothing but its topic.
    """
    new, old = _topic_alone(question), topic_of(before)
    if not new or not has_hangul(before) or not old.rest.strip(" ?？"):
        return None
    return f"{old.place}{new}{fitting(new, old.rest)}"


def _topic_alone(question: str) -> str | None:
    """`그럼 벨만-포드는요?` -> `벨만-포드`; None where it asks anything of it."""
    found = _BARE.match(question)
    if not found or _POINTS.search(question) or not names_in(question):
        return None
    *others, last = found["topic"].split()
    new = " ".join([*others, without_particle(last)])
    if any(ends(word) or word in COMMON for word in others) or new.split()[-1] in COMMON:
        return None
    return new if len(new) > 1 and (not others or new != found["topic"]) else None


def _leans(question: str) -> bool:
    question = normalize("NFC", question)
    if _SWITCHES.search(question):
        return False
    names = names_in(question)
    if not names or (_OPENS.match(question) and len(names) <= _OPENER_NAMES):
        return True
    pointer = _POINTS.search(question)
    if pointer and len(names) <= _POINTER_NAMES:
        # Two names before the pointer are something that it can point at.
        return sum(start < pointer.start() for start in names) < 2
    return len(names) == 1 and (_ALIKE.search(question) is not None or _is_fragment(question))


def _is_fragment(question: str) -> bool:
    """`VPA랑 달라?`, `CPU는?`: a comparison with what is not named, or a topic without a verb."""
    tokens = [token for token in tokens_of(question) if token.tag not in _MARKS]
    if any(token.tag == "JKB" and token.form in _COMPARING for token in tokens):
        return True
    verb = any(token.tag.partition("-")[0] in VERBS for token in tokens)
    return not verb and any(token.form in _TOPIC for token in tokens[-1:])
