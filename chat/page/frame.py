"""The parts of the page that stay as they are, and what joins them to page.js."""

from pathlib import Path

from chat.page.markup import icon, say

STATIC = Path(__file__).parent / "static"
STYLES = ("page.css", "notes.css", "rail.css", "desk.css")
# Each needs those before it.
SCRIPTS = (
    *("look.js", "filters.js", "talk.js", "panel.js", "rail.js", "palette.js", "map.js"),
    *("adding.js", "page.js"),
)


def _button(name: str, inside: str) -> str:
    return f'<button type="button" id="{name}">{inside}</button>'


_SAYS = say("내 노트의 문장으로 답합니다", "Answers quoted from your notes")
_OTHER = '<span class="ko" lang="en">EN</span><span class="en" lang="ko">한국어</span>'
_KEYS = say(
    "Enter 보내기 · ↑ 지난 질문 · 1–9 근거 열기 · Esc 근거 닫기",
    "Enter to send · ↑ last question · 1–9 to open a source · Esc to close it",
)
TITLE = f"<h1>갈피 <small>galpi</small></h1><p>{_SAYS}</p>"
TOOLS = "".join(
    [
        _button("show", f'<i class="icon panel"></i>{say("근거", "Evidence")}'),
        _button("update", f'<i class="icon sync"></i>{say("업데이트", "Update")}'),
        _button("language", _OTHER),
        _button("theme", icon("moon", "밝게 또는 어둡게", "Light or dark")),
    ]
)
ACTIONS = "".join(
    [
        _button("export", say("내보내기", "Export")),
        _button("new", say("새 대화", "New chat")),
    ]
)
KEYS = f"<p>{_KEYS}</p>"
SIDE = (
    f'<h2><span class="cited">{say("근거", "Evidence")}</span>'
    f'<span class="opened">{say("노트")}</span></h2>'
    + _button("close", icon("close", "근거 닫기", "Close the evidence"))
)

# Scripts of gr.HTML. Gradio takes the names of a component's own events from the quoted words.
CONNECT = """galpi.connect({
  cite: (detail) => trigger('cite', detail),
  other: (detail) => trigger('other', detail),
  pick: (detail) => trigger('pick', detail),
  judge: (detail) => trigger('judge', detail),
  forget: (detail) => trigger('forget', detail),
  update: (detail) => trigger('update', detail),
});"""
WATCH_PANEL = "watch('value', () => galpi.shown());"
WATCH_LINE = "watch('value', () => galpi.looked());"
WATCH_FILTERS = "galpi.showFilters(); watch('value', () => galpi.showFilters());"


def head() -> str:
    """Gradio rewrites and breaks some of a css=; a <style> in the head it leaves alone."""
    styles, scripts = (
        "".join((STATIC / name).read_text(encoding="utf-8") for name in names)
        for names in (STYLES, SCRIPTS)
    )
    return f"<style>{styles}</style><script>{scripts}</script>"
