"""An answer as a bubble of the chat, and as Markdown to be pasted elsewhere."""

from chat.page.markdown import Rendering
from chat.page.markup import button, icon, place, say, text
from chat.page.sources import Source, sources_of
from qa import Answer, Span

HIGH, MIDDLE = 0.85, 0.65  # confidence from which a match is called so
NEAREST = 3  # passages offered where there is no answer


def bubble(turn: int, answer: Answer, narrowed: bool = False) -> str:
    """`turn` numbers the answers of a conversation; `narrowed` when a filter was set."""
    found = sources_of(answer)
    body = _quotes(turn, answer, found) if answer.found else _nothing(turn, found, narrowed)
    copied = f'<pre class="markdown">{text(markdown(answer))}</pre>'
    return f'<div class="answer">{_hints(answer)}{body}{_facts(turn, answer)}{copied}</div>'


def markdown(answer: Answer) -> str:
    """The quotations, word for word, with their sources."""
    if not answer.found:
        return "노트에서 답을 찾지 못했습니다. · Not in your notes.\n"
    quotes = [
        "\n".join(f"> {line}" for line in (_above(span) + span.text).splitlines())
        + f" [{_number(answer, span.hit)}]"
        for span in answer.spans
    ]
    sources = [f"[{c.number}] {c.label} ({c.path}:{c.line})" for c in answer.citations]
    return "\n>\n".join(quotes) + "\n\n" + "  \n".join(sources) + "\n"


def _above(span: Span) -> str:
    """`REPEATABLE READ › `, what a span says nothing without."""
    return "".join(f"{above.rstrip(' :：')} › " for above, _, _ in span.above)


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
        hints.append(say(f"앞 질문과 함께 찾음: {before}", f"Searched together with: {before}"))
    if answer.stale:
        names = ", ".join(answer.stale)
        hints.append(say(f"동기화 뒤 바뀐 노트: {names}", f"Changed since the last sync: {names}"))
    return "".join(f'<p class="hint">{hint}</p>' for hint in hints)


def _quotes(turn: int, answer: Answer, found: tuple[Source, ...]) -> str:
    """Each passage that is quoted, in the order of the answer, and where they stand."""
    passages = ""
    for hit in dict.fromkeys(span.hit for span in answer.spans):
        number = _number(answer, hit)
        chip = button(f"cite-{turn}-{number}", str(number), "number")
        passages += f'<div class="quote">{_passage(answer, hit, chip)}</div>'
    places = (_place(turn, source) for source in found if source.spans)
    return f'{passages}<div class="places">{"".join(places)}</div>'


def _passage(answer: Answer, number: int, chip: str) -> str:
    """The text of a hit (1-based), its spans marked; the chip behind each run of them."""
    hit = answer.hits[number - 1]
    spans = sorted((s for s in answer.spans if s.hit == number), key=lambda s: s.start)
    follows = zip(spans, spans[1:], strict=False)
    runs_on = {a.end for a, b in follows if not hit.text[a.end - hit.start : b.start - hit.start]
               .strip(" ")}  # fmt: skip
    after = {span.end: chip for span in spans if span.end not in runs_on}
    return Rendering(hit.text, hit.start, spans, after).html()


def _place(turn: int, source: Source) -> str:
    number = f'<b class="number">{source.number}</b>'
    return button(f"cite-{turn}-{source.number}", f"{number}<span>{place(source.label)}</span>",
                  "place")  # fmt: skip


def _nothing(turn: int, found: tuple[Source, ...], narrowed: bool) -> str:
    told = say("노트에서 답을 찾지 못했습니다.", "The notes do not answer this.")
    advice = say("다른 낱말로 물어보세요.", "Try other words.")
    if narrowed:
        advice = say("책과 장 필터를 풀고 다시 물어보세요.", "Try again without the filter.")
    near = ""
    if found:
        places = "".join(_place(turn, source) for source in found[:NEAREST])
        offer = say("관련 있을 수 있는 곳", "Places that may be related")
        near = f'<p class="hint">{offer}</p><div class="places">{places}</div>'
    return f'<p class="nothing"><b>{told}</b> {advice}</p>{near}'


def _facts(turn: int, answer: Answer) -> str:
    """How sure the answer is, how many passages it is from and how long it took; what to do."""
    count = len(sources_of(answer))
    evidence = say(f"근거 {count}개", f"{count} sources") if count else ""
    parts = [
        _level(answer),
        button(f"cite-{turn}-1", evidence, "more") if count else "",
        f'<span class="took">{answer.seconds * 1000:.0f} ms</span>',
        button(f"good-{turn}", icon("up", "좋은 답", "Good answer"), "act"),
        button(f"bad-{turn}", icon("down", "아쉬운 답", "Poor answer"), "act"),
        button(f"copy-{turn}", icon("copy", "답 복사", "Copy the answer"), "act"),
    ]
    return f'<div class="facts">{"".join(parts)}</div>'


def _level(answer: Answer) -> str:
    if not answer.found:
        name, words = "none", say("찾은 문장 없음", "nothing found")
    elif answer.confidence >= HIGH:
        name, words = "high", say("일치 높음", "strong match")
    elif answer.confidence >= MIDDLE:
        name, words = "middle", say("일치 보통", "fair match")
    else:
        name, words = "low", say("일치 낮음", "weak match")
    return f'<span class="level {name}">{words}</span>'
