"""The parts of the notes at hand that stay as they are: the list at the side, the search in all
notes, the map, and the window in which notes are added. Scripts fill them.
"""

from chat.page.markup import icon, say


def control(name: str, html: str) -> str:
    """A button that page.js knows by its name."""
    return f'<button type="button" id="{name}">{html}</button>'


def _choice(name: str, words: str, chosen: bool = False) -> str:
    """One of several buttons of which one is down."""
    down = "true" if chosen else "false"
    return f'<button type="button" {name} aria-pressed="{down}">{words}</button>'


def _words(kind: str, lines: dict[str, str]) -> str:
    """What scripts put on the page: they know it by a name."""
    told = (f'<span data-{kind}="{name}">{say(line)}</span>' for name, line in lines.items())
    return f'<div class="words" hidden>{"".join(told)}</div>'


RAIL = "".join(
    [
        '<nav aria-labelledby="rail-name">',
        f'<div class="rail-head"><h2 id="rail-name">{say("노트")}</h2>',
        control("fold-rail", icon("rail", "노트 목록 닫기")),
        "</div>",
        control("find", f'<i class="icon find"></i>{say("찾기")}<kbd class="keys">Ctrl K</kbd>'),
        '<div class="by" role="group">',
        _choice('data-by="book"', say("책")),
        _choice('data-by="folder"', say("폴더")),
        _choice('data-by="tag"', say("태그")),
        '</div><div class="tree"></div><div class="rail-foot">',
        control("map", f'<i class="icon map"></i>{say("지도")}'),
        control("add", f'<i class="icon plus"></i>{say("노트 추가")}'),
        '<label class="auto"><input type="checkbox" id="auto">',
        say("바뀐 노트를 저절로 반영"),
        "</label></div>",
        _words("word", {"book": "책 없음", "folder": "맨 위 폴더", "rest": "그 밖의 책"}),
        "</nav>",
    ]
)
# In the header: where the list is closed.
OPEN_RAIL = control("rail-open", icon("rail", "노트 목록"))

# What the search offers besides notes: each presses the button of that name.
_COMMANDS = {
    "new": "새 대화",
    "export": "내보내기",
    "add": "노트 추가",
    "map": "지도",
    "by-week": "주별 그림",
    "update": "업데이트",
    "rail-open": "노트 목록 열기·닫기",
    "theme": "밝게 또는 어둡게",
    "language": "언어 바꾸기",
}
_KINDS = {"note": "노트", "section": "제목", "question": "지난 질문", "command": "명령"}
PALETTE = "".join(
    [
        '<dialog id="palette" aria-labelledby="palette-name">',
        f'<span class="spoken" id="palette-name">{say("노트와 명령 찾기")}</span>',
        '<div class="query"><i class="icon find"></i>',
        '<input type="text" role="combobox" aria-expanded="true" aria-controls="palette-list" '
        'autocomplete="off" spellcheck="false" maxlength="100"><kbd class="keys">Esc</kbd></div>',
        '<ul role="listbox" id="palette-list" aria-labelledby="palette-name"></ul>',
        f'<p class="none" hidden>{say("찾은 것이 없습니다.")} ',
        f'<button type="button" class="ask">{say("이대로 물어보기")}</button></p>',
        _words("press", _COMMANDS),
        _words("kind", _KINDS),
        "</dialog>",
    ]
)

ATLAS = "".join(
    [
        f'<div class="atlas-head"><h2>{say("한눈에 보기")}</h2><div class="by" role="group">',
        _choice('id="by-place"', say("뜻"), chosen=True),
        _choice('id="by-week"', say("주별")),
        f'</div>{control("close-map", icon("close", "지도 닫기"))}</div><div class="plot">',
        '<svg role="application" tabindex="0" aria-labelledby="map-says"></svg>',
        '<div class="tip" role="status" hidden></div></div>',
        '<div class="legend"></div><p class="hint" id="map-says">',
        say("점 하나가 노트의 한 절입니다. 뜻이 가까우면 가까이 있습니다. 누르면 열립니다."),
        f' <span class="ringed">{say("고리는 마지막 답의 출처")}</span></p>',
    ]
)

ADDING = "".join(
    [
        '<dialog id="adding" aria-labelledby="adding-name">',
        f'<header><h2 id="adding-name">{say("노트 추가")}</h2>',
        control("close-adding", icon("close", "닫기")),
        '</header><div class="drop"><i class="icon plus"></i><p>',
        say("파일이나 폴더, 노션 내보내기를 여기에 놓으세요"),
        "</p><p>",
        control("pick-files", say("파일 고르기")),
        control("pick-folder", say("폴더 고르기")),
        '</p><input type="file" id="given-files" multiple hidden>',
        '<input type="file" id="given-folder" webkitdirectory hidden></div>',
        '<div class="chosen" hidden><p class="count">',
        f"{say('고른 파일')} <b></b></p><ul></ul></div>",
        f'<label class="book">{say("책")}',
        '<input type="text" id="given-book" list="given-books" maxlength="60" autocomplete="off">',
        '<datalist id="given-books"></datalist></label><p class="hint">',
        say("비워 두면 폴더 이름이 책이 됩니다."),
        " ",
        say("노트 폴더에만 저장하고, 묻지 않고 덮어쓰지 않습니다."),
        '</p><div class="report" aria-live="polite"></div><footer>',
        control("send-notes", say("넣기")),
        "</footer></dialog>",
    ]
)
# What was taken in unasked is said quietly, and goes by itself.
SAID = f'<p id="said" role="status" hidden>{say("바뀐 노트를 반영했습니다")} <b></b></p>'
DROP = f"<p>{say('놓으면 노트에 추가합니다')}</p>"

CONNECT = """galpi.connect({
  know: (detail) => trigger('know', detail),
  open: (detail) => trigger('open', detail),
  near: (detail) => trigger('near', detail),
  onward: (detail) => trigger('onward', detail),
  weeks: (detail) => trigger('weeks', detail),
  give: (detail) => trigger('give', detail),
});"""
