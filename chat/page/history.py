"""The conversations of a browser, as a list by day, and one of them as a file."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from html import escape
from itertools import groupby
from typing import Protocol

from chat.page.bubble import Shown, markdown
from chat.page.desk import control
from chat.page.markup import fold, icon, say, text


class Talk(Protocol):
    """A conversation; `used` is when something was last asked, in seconds since 1970."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def used(self) -> float: ...
    @property
    def turns(self) -> int: ...


def history(talks: Sequence[Talk], today: date, query: str = "", kept: bool = True) -> str:
    """`talks`, lately used first, are those in which the query was found; `kept` is whether they
    are on the disk.
    """
    warning = say("저장소 폴더에 쓸 수 없어, 갈피를 끄면 대화가 사라집니다.")
    told = "" if kept else f'<p class="hint">{warning}</p>'
    if not talks and query.strip():
        return f'{told}<p class="hint">{say("찾은 대화가 없습니다.")}</p>'
    if not talks:
        nothing = say("아직 대화가 없습니다.")
        return f'{told}<p class="hint">{nothing}</p>'
    days = groupby(talks, key=lambda talk: datetime.fromtimestamp(talk.used).date())
    listed = "".join(
        f"<section><h3>{_day(day, today)}</h3><ul>{''.join(map(_row, of_day))}</ul></section>"
        for day, of_day in days
    )
    return told + listed + ("" if query.strip() else _drop_all(len(talks)))


def _drop_all(count: int) -> str:
    """Unfolded it asks first, for none of them can be had back."""
    sure = say("대화 {count}개를 모두 지웁니다. 되돌릴 수 없습니다.", count=count)
    choice = f'<p class="choice">{control("drop-all", say("모두 삭제"))}<span>{sure}</span></p>'
    return fold(say("모든 대화 삭제"), choice, "drop-all")


def _day(day: date, today: date) -> str:
    if day == today:
        return say("오늘")
    if day == today - timedelta(days=1):
        return say("어제")
    if day.year == today.year:
        return say("{day.month}월 {day.day}일", day=day)
    return say("{day.year}년 {day.month}월 {day.day}일", day=day)


def _row(talk: Talk) -> str:
    """page.js knows which one is open."""
    when = f"{datetime.fromtimestamp(talk.used):%H:%M}"
    count = say("질문 {count}개", count=talk.turns)
    rename, drop = icon("pen", "이름 바꾸기"), icon("bin", "삭제")
    return (
        f'<li data-key="{escape(talk.key)}"><button type="button" class="talk">'
        f"<b>{text(talk.title)}</b><span>{when} · {count}</span></button>"
        f'<button type="button" class="rename">{rename}</button>'
        f'<button type="button" class="drop">{drop}</button></li>'
    )


def saved(conversation: Iterable[Shown], english: bool = False) -> str:
    """All of it as Markdown."""
    parts = ["# 갈피 galpi\n"]
    for shown in conversation:
        if not shown.again:
            parts.append(f"## {shown.answer.question}\n")
        if shown.notebook:
            parts.append(f"### {shown.notebook}\n")
        parts.append(markdown(shown.answer, english))
    return "\n".join(parts)
