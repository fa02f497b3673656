"""An answer as a bubble of the chat, and as Markdown to be pasted elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass

from chat.page import words
from chat.page.excerpts import around, excerpt
from chat.page.markup import button, fold, icon, place, pressed, say, text
from chat.page.note.links import Links, no_picture
from chat.page.sources import Source, sources_of
from qa import Answer, Span

HIGH, MIDDLE = 0.85, 0.65  # confidence from which a match is called so
NOT_FOUND = "노트에서 답을 찾지 못했습니다."
NEAREST = 3  # places offered where there is no answer


@dataclass(frozen=True)
class Shown:
    """An answer and what has been done with it. `turn` numbers those of a conversation."""

    turn: int
    answer: Answer
    narrowed: bool = False  # whether a filter was set
    picture: Callable[[str], str | None] = no_picture
    good: bool | None = None  # what was thought of it
    others: tuple[Span, ...] = ()  # the next best sentences, that were asked for
    picked: int | None = None  # the place of the one among them that is the answer
    ended: bool = False  # whether there are no more of them
    notebook: str = ""  # whose answer it is, where several were asked together
    again: bool = False  # whether it answers the question of the turn before it

    def links(self, hit: int) -> Links:
        return Links(self.answer.hits[hit - 1].path, self.picture)


def bubble(shown: Shown) -> str:
    answer, found = shown.answer, sources_of(shown.answer)
    body = _said(shown, found) if answer.found else _nothing(shown, found)
    copied = f'<pre class="markdown">{_both(answer)}</pre>'
    inside = f"{_hints(answer)}{body}{_others(shown, found)}{_facts(shown, found)}{copied}"
    return f'<div class="answer">{_from_notebook(shown, inside)}</div>'


def _from_notebook(shown: Shown, inside: str) -> str:
    """Where several were asked: the surest answer first, those of the others folded."""
    if not shown.notebook:
        return inside
    if shown.again:
        found = say("‘{name}’에도 답이 있습니다", name=shown.notebook)
        return fold(found, inside, "elsewhere")
    return f'<p class="notebook">{text(shown.notebook)}</p>{inside}'


def markdown(answer: Answer, english: bool = False) -> str:
    """The quotations, word for word, with their sources."""
    if not answer.found:
        return f"{words.english(NOT_FOUND) if english else NOT_FOUND}\n"
    quotes = [
        "\n".join(f"> {line}" for line in span.shown.splitlines())
        + f" [{_number(answer, span.hit)}]"
        for span in answer.spans
    ]
    sources = [f"[{c.number}] {c.label} ({c.path}:{c.line})" for c in answer.citations]
    return "\n>\n".join(quotes) + "\n\n" + "  \n".join(sources) + "\n"


def _both(answer: Answer) -> str:
    return text(markdown(answer)) if answer.found else say(NOT_FOUND)


def _number(answer: Answer, hit: int) -> int:
    """Of the citation of a hit (1-based)."""
    found = answer.hits[hit - 1]
    return next(
        c.number for c in answer.citations if (c.path, c.label) == (found.path, found.label)
    )


def _hints(answer: Answer) -> str:
    hints = []
    if answer.context:
        before = " / ".join(answer.searched.splitlines())
        hints.append(say("앞 질문과 함께 찾음: {before}", before=before))
    if answer.stale:
        names = ", ".join(answer.stale)
        hints.append(say("동기화 뒤 바뀐 노트: {names}", names=names))
    return "".join(f'<p class="hint">{hint}</p>' for hint in hints)


def _said(shown: Shown, found: tuple[Source, ...]) -> str:
    """What the first source says; the others folded."""
    first, *rest = (_source(shown, source) for source in found if source.spans)
    if not rest:
        return first
    count = say("다른 근거 {count}개", count=len(rest))
    return first + fold(count, "".join(rest), "more-sources")


def _source(shown: Shown, source: Source) -> str:
    """Its spans, where they stand, and the passage around them to be unfolded."""
    answer = shown.answer
    chip = button(f"cite-{shown.turn}-{source.number}", str(source.number), "number")
    spans = "".join(
        excerpt(answer.hits[span.hit - 1], span, shown.links(span.hit)) for span in source.spans
    )
    return (
        f'<div class="says">{chip}<div class="said">{spans}</div></div>'
        f'<div class="places">{_place(shown.turn, source)}</div>{_around(shown, source)}'
    )


def _around(shown: Shown, source: Source) -> str:
    quoted = dict.fromkeys(span.hit for span in source.spans)
    passages = (
        f'<div class="quote">'
        f"{around(shown.answer.hits[hit - 1], source.spans, shown.links(hit))}</div>"
        for hit in quoted
    )
    return fold(say("앞뒤 문단"), "".join(passages), "around")


def _place(turn: int, source: Source, numbered: bool = False) -> str:
    number = f'<b class="number">{source.number}</b>' if numbered else ""
    inside = f"{number}<span>{place(source.label)}</span>"
    return button(f"cite-{turn}-{source.number}", inside, "place")


def _nothing(shown: Shown, found: tuple[Source, ...]) -> str:
    told = say(NOT_FOUND)
    advice, near = say("다른 낱말로 물어보세요."), ""
    if shown.narrowed:
        advice = say("책과 장 필터를 풀고 다시 물어보세요.")
    elif found:
        advice = say("아래 가까운 곳을 보거나 다른 낱말로 물어보세요.")
    if found:
        places = "".join(_place(shown.turn, source, True) for source in found[:NEAREST])
        offer = say("답은 여기 있을 수도 있습니다" if shown.answer.nearly else "가장 가까운 곳")
        near = f'<p class="hint">{offer}</p><div class="places">{places}</div>'
    return f'<p class="nothing"><b>{told}</b> {advice}</p>{near}'


def _others(shown: Shown, found: tuple[Source, ...]) -> str:
    """The next best sentences, each to be picked as the answer."""
    if not shown.others and not shown.ended:
        return ""
    rows = "".join(_other(shown, found, at, span) for at, span in enumerate(shown.others))
    head = say("다음으로 가까운 문장")
    end = say("더 가까운 문장은 없습니다.")
    ended = f'<p class="hint">{end}</p>' if shown.ended else ""
    return f'<div class="others"><p class="hint">{head}</p>{rows}{ended}</div>'


def _other(shown: Shown, found: tuple[Source, ...], at: int, span: Span) -> str:
    hit = shown.answer.hits[span.hit - 1]
    source = next(source for source in found if hit in source.hits)
    chip = button(f"cite-{shown.turn}-{source.number}", str(source.number), "number")
    words = say("이게 답이에요")
    pick = pressed(f"pick-{shown.turn}-{at}", words, "pick", at == shown.picked)
    said = f'<div class="said">{excerpt(hit, span, shown.links(span.hit))}</div>'
    return f'<div class="says">{chip}{said}{pick}</div>'


def _facts(shown: Shown, found: tuple[Source, ...]) -> str:
    """How sure the answer is, and what can be done with it."""
    turn, quoted = shown.turn, sum(bool(source.spans) for source in found)
    evidence = say("근거 {count}개", count=quoted)
    more = say("다른 문장 보기")
    if not shown.answer.found:
        more = say("가까운 문장 보기")
    good, bad = icon("up", "좋은 답"), icon("down", "아쉬운 답")
    parts = [
        _level(shown.answer),
        button(f"cite-{turn}-1", evidence, "more") if quoted else "",
        button(f"other-{turn}", more, "more") if found and not shown.ended else "",
        '<span class="gap"></span>',
        pressed(f"good-{turn}", good, "act", shown.good is True),
        pressed(f"bad-{turn}", bad, "act", shown.good is False),
        button(f"copy-{turn}", icon("copy", "답 복사"), "act"),
    ]
    return f'<div class="facts">{"".join(parts)}</div>'


def _level(answer: Answer) -> str:
    """In words; the tooltip has the probability, and how long it took."""
    if not answer.found:
        name, words = "none", say("찾은 문장 없음")
    elif answer.confidence >= HIGH:
        name, words = "high", say("일치 높음")
    elif answer.confidence >= MIDDLE:
        name, words = "middle", say("일치 보통")
    else:
        name, words = "low", say("일치 낮음")
    tip = f"{answer.sure:.0%} · {answer.seconds * 1000:.0f} ms"
    return f'<span class="level {name}" title="{tip}">{words}</span>'
