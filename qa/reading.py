"""Passages read for a question: which of them answers, and which form of it reads best."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from index.passages.units import Unit, lists, units
from qa.answers import Hit
from qa.comparing import compares
from qa.confidence import evidence
from qa.followup import Form
from qa.naming import bare, heading_names, label_names, names, without_marks
from qa.reader import Scores, bundled_reader
from qa.roles import asks, says_nothing

# How much a passage's score in the search counts beside the reader's logits, and of a unit how much
# likelier it makes what is met by no words, and how far its cosine is from the usual one.
PRIOR, SAID, NEAR = 1.5, 1.5, 12.0
USUAL = 0.4
# Logits for what bears the name of what is to be defined: it may well not say it again.
DEFINES = 4.0
# Evidence from which no further passage is read, and how much less is needed as far as the search
# puts the next one behind. Of 890 questions of four sets one less is shown its answer than when
# three are always read, and three in five are answered by the first passage alone.
ANSWERED, BEHIND = 14.0, 6.0
SILENT = 2.4  # evidence that is none: then the next is read however far it is behind
NOTHING = -1e6  # the logit of what answers nothing
_DEFINITION = re.compile(
    r"(?:이?란|(?:뭐|무엇|뭔|뭘)\w*|의? ?(?:뜻|정의|의미)\w*)\s*[?？.]*$|"
    r"^\s*what(?:'s|\sis|\sare)\b(?: an?\b| the\b)?",
    re.I,
)
_WHAT_OF = re.compile(r"(?<=[\w)])[은는]\s*[?？]+$")  # `포화도는?` asks what that is, too
_NUMBER = re.compile(r"^\d+(?:\.\d+)*[.장강]?\s+")
# By how many logits another form must read better than the question alone, where that says too
# little and where it may stand alone; and what the form with the new topic in the place of the old
# one has in advance. Chosen on `data/conversations.jsonl` (`bench.followups`).
NAMELESS, LEANING, STANDING, INSTEAD = -8.0, -3.0, 3.0, 1.0
KNOWN = 0.1  # of the words' score, for a topic that the notes have


@dataclass(frozen=True)
class Reading:
    """Hits in the order of reading, with the reader's scores for the units of each."""

    form: Form
    hits: tuple[Hit, ...]
    scores: tuple[Scores, ...]


def read(form: Form, hits: Sequence[Hit], k: int, most: int) -> Reading:
    """The first hits are read, `most` of them or until one has answered; the k best are kept.

    A hit's score becomes the probability that it answers, in [0, 1]; unread ones follow with 0.
    """
    scores = _read(form, hits[:most])
    shares = _shares(scores)
    order = sorted(range(len(scores)), key=lambda place: (-shares[place], place))[:k]
    rest = hits[len(scores) : k]
    kept = [replace(hits[p], rank=n, score=shares[p]) for n, p in enumerate(order, start=1)]
    kept += [replace(hit, rank=n, score=0.0) for n, hit in enumerate(rest, start=len(kept) + 1)]
    nothing = [np.zeros(0, np.float32)] * len(rest)
    return Reading(form, tuple(kept), (*(scores[place] for place in order), *nothing))


def _read(form: Form, hits: Sequence[Hit]) -> list[Scores]:
    """All where a day is asked for, which may have something in each of its notes, or two things
    are compared.
    """
    several = form.day is not None or compares(form.text)
    scores = list[Scores]()
    for hit, by in zip(hits, behind(hits), strict=True):
        if not several and evidence(scores) >= max(ANSWERED + BEHIND * by, SILENT):
            break
        (own,) = judge(form.text, [hit], form.day is not None)
        scores.append(np.asarray(own + PRIOR * by, np.float32))
    return scores


def behind(hits: Sequence[Hit]) -> list[float]:
    """Up to 0: the search's score of each less that of the best one that says anything."""
    top = max((hit.score for hit in hits if says_something(hit).any()), default=0.0)
    return [min(hit.score - top, 0.0) for hit in hits]


def judge(question: str, hits: Sequence[Hit], of_day: bool = False) -> list[Scores]:
    """(units,) for each hit: the reader's logits, with what definitions and the search make of
    them; headings and links answer nothing.
    """
    weights = np.array([DEFINES, SAID, NEAR], np.float32)
    return [
        np.where(says_something(hit), own + beside(question, hit) @ weights, NOTHING)
        for hit, own in zip(hits, logits(question, hits, of_day), strict=True)
    ]


def logits(question: str, hits: Sequence[Hit], of_day: bool = False) -> list[Scores]:
    """(units,) for each hit, of the reader alone."""
    asked = ((hit.asked or question, hit) for hit in hits)
    return bundled_reader().read([(own, head(hit), _texts(own, hit, of_day)) for own, hit in asked])


def beside(question: str, hit: Hit) -> Scores:
    """(units, 3), what is known of each but by reading: whether it may define what is asked, how
    much likelier it makes what is met by no words, and how far its cosine is above the usual one.
    """
    defines = _defines(hit.asked or question, hit)
    found = np.zeros((len(defines), 3), np.float32)
    found[:, 0] = defines
    likely, near = (np.array(own[: len(found)], "f4") for own in (hit.likely, hit.cosines))
    found[: len(likely), 1] = likely
    found[: len(near), 2] = near - USUAL
    return found


def says_something(hit: Hit) -> npt.NDArray[np.bool_]:
    """(units,); a question says nothing: who asks the same would find it near."""
    texts = ((unit.code, unit.of(hit.text)) for unit in units(hit.text, hit.layout))
    return np.array([code or not (says_nothing(text) or asks(text)) for code, text in texts], bool)


def _texts(question: str, hit: Hit, of_day: bool) -> list[str]:
    """The units as they are read: a cell behind the first of its row; an answer behind the
    question line above it; where a definition
    is asked for, the first unit behind its heading, for it seldom names its term again; and where
    what a day has under a heading is asked for, `오늘 배운 것`, each of them.
    """
    own = units(hit.text, hit.layout)
    texts = [unit.of(hit.text) for unit in own]
    found = [
        f"{texts[unit.above]}: {text}" if unit.cell and unit.above >= 0 else text
        for unit, text in zip(own, texts, strict=True)
    ]
    for place, (above, text) in enumerate(pairwise(texts), start=1):
        if asks(above) and not asks(text) and _answers(hit, own, place):
            found[place] = f"{without_marks(above)} {without_marks(text)}"
    above = _topic(hit)
    defined = hit.headings and (of_day or _DEFINITION.search(question) is not None)
    if texts and (defined or _is_within(above, question)):
        last = len(found) if of_day else 1
        found[:last] = [f"{above}: {text}" for text in found[:last]]
    return found


def _answers(hit: Hit, own: Sequence[Unit], place: int) -> bool:
    """Whether it answers the question before it. In a list of other things, too, it need not: only
    where questions and answers take turns.
    """
    before, unit = own[place - 1 : place + 1]
    around = [(a, b) for a, b in lists(hit.text, hit.layout) if a <= before.start and unit.end <= b]
    if not around or unit.above != before.above:
        return True
    start, end = around[-1]
    items = [o for o in own if start <= o.start < end and o.above == unit.above]
    flags = [asks(one.of(hit.text)) for one in items]
    return flags == [True, False] * (len(flags) // 2)


def _topic(hit: Hit) -> str:
    return _NUMBER.sub("", hit.headings[-1] if hit.headings else hit.title).rstrip(" ?？")


def _defines(question: str, hit: Hit) -> npt.NDArray[np.bool_]:
    """(units,): which may define what the question asks the definition of: those of the section
    that bears its name, one that begins with it, and one that stands under it.
    """
    found = units(hit.text, hit.layout)
    asked = _WHAT_OF.sub("", _DEFINITION.sub("", question))
    topics = names(asked)
    if asked == question or not topics:
        return np.zeros(len(found), bool)
    texts = [unit.of(hit.text) for unit in found]
    named = [bool(topics & label_names(text)) for text in texts]
    below = [unit.above >= 0 and bare(without_marks(texts[unit.above])) in topics for unit in found]
    whole = bool(topics & heading_names(_DEFINITION.sub("", without_marks(_topic(hit)))))
    return np.array([whole or own or of for own, of in zip(named, below, strict=True)], bool)


def _is_within(topic: str, question: str) -> bool:
    """Whether the question names the topic, however it is spaced."""
    return len(bare(topic)) > 1 and bare(topic) in bare(question)


def choose_form(readings: Sequence[Reading]) -> Reading:
    """The question alone comes first. A bare topic that no passage has is not answered with the
    topic before it: `SIGKILL은?`, then `SIGSEGV는?`; and one that they have must read better with
    it.
    """
    alone, *others = readings
    met = max((hit.words for hit in alone.hits), default=0.0)
    if alone.form.bare and met < KNOWN:
        others = [other for other in others if not other.form.context]
    elif alone.form.bare:
        others = [o for o in others if o.form.instead or _worth(o) > _worth(alone)]
    best = max(others, key=_worth, default=None)
    lead = LEANING if alone.form.leans else STANDING
    lead = NAMELESS if alone.form.nameless else lead
    if best and best.form.day:
        lead = 0.0
    return best if best and _worth(best) > _worth(alone) + lead else alone


def _worth(reading: Reading) -> float:
    return evidence(reading.scores) + INSTEAD * reading.form.instead


def head(hit: Hit) -> str:
    """What stands above a passage, for the reader."""
    title = "" if hit.headings and hit.title in hit.headings[0] else hit.title
    return " › ".join(part for part in (title, *hit.headings) if part)


def _shares(scores: Sequence[Scores]) -> list[float]:
    """Of all units of a passage, in the softmax over zero and all units read."""
    sums = np.array([0.0, *(np.logaddexp.reduce(own) if len(own) else -1e9 for own in scores)])
    return [float(share) for share in np.exp(sums - np.logaddexp.reduce(sums))[1:]]
