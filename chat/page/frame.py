"""The parts of the page that stay as they are, and what joins them to page.js."""

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path

from chat.page.markup import icon, say
from chat.page.words import PAGE, english

STATIC = Path(__file__).parent / "static"
STYLES = ("page.css", "notes.css", "past.css", "rail.css", "desk.css")
SCRIPTS = (  # each needs those before it
    *("look.js", "keep.js", "filters.js", "talk.js", "panel.js", "past.js", "away.js", "rail.js"),
    *("palette.js", "map.js", "adding.js", "page.js"),
)


def _button(name: str, inside: str, more: str = "") -> str:
    return f'<button type="button" id="{name}"{more}>{inside}</button>'


_SAYS = say("내 노트의 문장으로 답합니다")
_OTHER = '<span class="ko" lang="en">EN</span><span class="en" lang="ko">한국어</span>'
_KEYS = say("Enter 보내기 · ↑ 지난 질문 · 1–9 근거 열기 · Esc 근거 닫기")
TITLE = f"<h1>갈피 <small>galpi</small></h1><p>{_SAYS}</p>"
TOOLS = "".join(
    [
        _button(
            "history",
            f'<i class="icon clock"></i>{say("대화 기록")}',
            ' aria-expanded="false" aria-controls="past"',
        ),
        _button("show", f'<i class="icon panel"></i>{say("근거")}'),
        _button("update", f'<i class="icon sync"></i>{say("업데이트")}'),
        _button("language", _OTHER),
        _button("theme", icon("moon", "밝게 또는 어둡게")),
    ]
)
ACTIONS = "".join(
    [
        _button("export", say("내보내기")),
        _button("new", say("새 대화")),
    ]
)
KEYS = f"<p>{_KEYS}</p>"
# Told by page.js: that the server is away, and what can be undone.
_AWAY = say("갈피와 연결이 끊겼습니다. 쓰던 질문은 그대로 있고, 다시 연결되면 이어집니다.")
TOLD = f'<div id="away"><p role="alert">{_AWAY}</p></div><div id="toast" role="status"></div>'
PAST = (
    f'<div class="head"><h2>{say("대화 기록")}</h2>'
    + _button("past-close", icon("close", "대화 기록 닫기"))
    + '</div><input type="search" id="past-search" autocomplete="off" spellcheck="false">'
)
SIDE = (
    f'<h2><span class="cited">{say("근거")}</span><span class="opened">{say("노트")}</span></h2>'
    + _button("close", icon("close", "근거 닫기"))
)

# Scripts of gr.HTML. Gradio takes the names of a component's own events from the quoted words.
CONNECT = """galpi.connect({
  cite: (detail) => trigger('cite', detail),
  other: (detail) => trigger('other', detail),
  pick: (detail) => trigger('pick', detail),
  judge: (detail) => trigger('judge', detail),
  update: (detail) => trigger('update', detail),
});"""
CONNECT_PAST = """galpi.connect({
  list: (detail) => trigger('list', detail),
  turn: (detail) => trigger('turn', detail),
  rename: (detail) => trigger('rename', detail),
  drop: (detail) => trigger('drop', detail),
  restore: (detail) => trigger('restore', detail),
  clear: (detail) => trigger('clear', detail),
  export: (detail) => trigger('export', detail),
});"""
WATCH_PANEL = "watch('value', () => galpi.shown());"
WATCH_LINE = "watch('value', () => galpi.looked());"
WATCH_FILTERS = "galpi.showFilters(); watch('value', () => galpi.showFilters());"


def notebooks(names: Sequence[str]) -> str:
    """A select of them, where there are several; the last choice is all of them together."""
    if len(names) < 2:
        return ""
    options = "".join(f"<option>{escape(name)}</option>" for name in names)
    together = f'<option value="" data-en="{english("모두 함께")}">모두 함께</option>'
    return f'<select id="notebook">{options}{together}</select>'


def head() -> str:
    """Gradio rewrites and breaks some of a css=; a <style> in the head it leaves alone."""
    styles, scripts = (
        "".join((STATIC / name).read_text(encoding="utf-8") for name in names)
        for names in (STYLES, SCRIPTS)
    )
    words = json.dumps(PAGE, ensure_ascii=False).replace("<", "\\u003c")
    return f"<style>{styles}</style><script>const ENGLISH = {words};{scripts}</script>"
