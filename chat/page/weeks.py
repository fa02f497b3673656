"""Weeks in a picture: passages as they were written, questions as they were asked, and which of
them found nothing.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chat.page.markup import say, text
from qa.sections import Listed

SHOWN = 26  # weeks, the present one last
_WIDTH, _HEIGHT, _GAP = 24, 96, 6  # of a week, of the highest bar, between two; px
_UNANSWERED = 12  # questions that are named


@dataclass(frozen=True)
class Weeks:
    """Counts by the Monday that a week begins with."""

    first: date
    passages: Counter[date]
    found: Counter[date]
    nothing: Counter[date]
    unanswered: tuple[str, ...]  # questions, the latest first, each once

    @classmethod
    def of(
        cls,
        notes: Iterable[Listed],
        asked: Sequence[tuple[datetime, str, bool]],
        today: date | None = None,
    ) -> "Weeks":
        passages: Counter[date] = Counter()
        for note in notes:
            passages[_monday(_written(note))] += note.passages
        answered = {question for _, question, found in asked if found}
        open_ones = [q for _, q, found in reversed(asked) if not found and q not in answered]
        return cls(
            _monday(today or date.today()) - timedelta(weeks=SHOWN - 1),
            passages,
            Counter(_monday(at.date()) for at, _, found in asked if found),
            Counter(_monday(at.date()) for at, _, found in asked if not found),
            tuple(dict.fromkeys(open_ones)),
        )

    @property
    def shown(self) -> list[date]:
        return [self.first + timedelta(weeks=n) for n in range(SHOWN)]


def _written(note: Listed) -> date:
    """The day that the note states, else that of its file."""
    try:
        return date.fromisoformat((note.date or "")[:10])
    except ValueError:
        return datetime.fromtimestamp(note.mtime_ns / 1e9).date()


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def weeks(of: Weeks) -> str:
    asked = sum(of.found.values()) + sum(of.nothing.values())
    picture = _picture(of, of.found, of.nothing) if asked else ""
    return (
        f"<figure><figcaption><b>{say('주마다 쓴 문단')}</b>{_total(of)}</figcaption>"
        f"{_picture(of, of.passages, Counter())}</figure>"
        f"<figure><figcaption><b>{say('주마다 물은 것')}</b>{_key(of)}</figcaption>"
        f"{picture}</figure>{_open_questions(of)}"
    )


def _total(of: Weeks) -> str:
    total = sum(of.passages.values())
    before = sum(count for week, count in of.passages.items() if week < of.first)
    if not before:
        return f"<span>{say('모두 {total:,}', total=total)}</span>"
    return f"<span>{say('모두 {total:,} · 그 전 {before:,}', total=total, before=before)}</span>"


def _key(of: Weeks) -> str:
    found, nothing = sum(of.found.values()), sum(of.nothing.values())
    if not found + nothing:
        return f"<span>{say('아직 물어본 것이 없습니다.')}</span>"
    return (
        f'<span class="key met">{say("답함 {found:,}", found=found)}</span>'
        f'<span class="key unmet">{say("답 없음 {nothing:,}", nothing=nothing)}</span>'
    )


def _picture(of: Weeks, lower: Counter[date], upper: Counter[date]) -> str:
    """A bar for each week, that of `upper` on top of that of `lower`."""
    top = max((lower[week] + upper[week] for week in of.shown), default=0) or 1
    bars = "".join(_bar(n, week, lower[week], upper[week], top) for n, week in enumerate(of.shown))
    width = SHOWN * _WIDTH
    marks = "".join(_month(n, week) for n, week in enumerate(of.shown))
    return (
        '<div class="bars" tabindex="0">'
        f'<svg viewBox="0 0 {width} {_HEIGHT + 34}" aria-hidden="true">'
        f'<path class="base" d="M0 {_HEIGHT + 14.5}h{width}"/>{bars}{marks}</svg></div>'
    )


def _bar(n: int, week: date, low: int, high: int, top: int) -> str:
    if not low + high:
        return ""
    lower, upper = (max(round(_HEIGHT * count / top), 2 * (count > 0)) for count in (low, high))
    x, base = n * _WIDTH + _GAP / 2, _HEIGHT + 14
    parts = _box("met", x, base - lower, lower) + _box("unmet", x, base - lower - upper, upper)
    middle = x + (_WIDTH - _GAP) / 2
    number = f'<text x="{middle}" y="{base - lower - upper - 4}">{low + high}</text>'
    tip = f"<title>{week:%Y-%m-%d}: {low}{f' + {high}' if high else ''}</title>"
    return f"<g>{tip}{parts}{number}</g>"


def _box(name: str, x: float, y: int, height: int) -> str:
    size = f'width="{_WIDTH - _GAP}" height="{height}" rx="2"'
    return f'<rect class="{name}" x="{x}" y="{y}" {size}/>' if height else ""


def _month(n: int, week: date) -> str:
    """The first week of a month by its day."""
    if week.day > 7:
        return ""
    x = n * _WIDTH + _WIDTH / 2
    return f'<text x="{x}" y="{_HEIGHT + 30}">{week.month}/{week.day}</text>'


def _open_questions(of: Weeks) -> str:
    if not of.unanswered:
        return ""
    asked = "".join(
        f'<button type="button">{text(q)}</button>' for q in of.unanswered[:_UNANSWERED]
    )
    head = say("노트에 답이 없던 질문")
    return f'<h3>{head}</h3><div class="examples">{asked}</div>'
