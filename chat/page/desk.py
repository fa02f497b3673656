"""The parts of the notes at hand that stay as they are: the list at the side, the search in all
notes, the map, and the window in which notes are added. Scripts fill them.
"""

from chat.page.markup import control, icon, say

RAIL = "".join(
    [
        '<nav aria-labelledby="rail-name">',
        f'<div class="rail-head"><h2 id="rail-name">{say("노트", "Notes")}</h2>',
        control("fold-rail", icon("rail", "노트 목록 닫기", "Close the list of notes")),
        "</div>",
        control(
            "find",
            f'<i class="icon find"></i>{say("찾기", "Search")}<kbd class="keys">Ctrl K</kbd>',
        ),
        '<div class="by" role="group">',
        *(
            f'<button type="button" data-by="{name}" aria-pressed="false">{words}</button>'
            for name, words in (
                ("book", say("책", "Books")),
                ("folder", say("폴더", "Folders")),
                ("tag", say("태그", "Tags")),
            )
        ),
        '</div><div class="tree" tabindex="-1"></div><div class="rail-foot">',
        control("map", f'<i class="icon map"></i>{say("지도", "Map")}'),
        control("add", f'<i class="icon plus"></i>{say("노트 추가", "Add notes")}'),
        '<label class="auto"><input type="checkbox" id="auto">',
        say("바뀐 노트를 저절로 반영", "Take in changes by itself"),
        "</label></div></nav>",
    ]
)
# In the header: where the list is closed.
OPEN_RAIL = control("rail-open", icon("rail", "노트 목록", "List of notes"))

# What the search offers besides notes: each presses the button of that name.
_COMMANDS = {
    "new": ("새 대화", "New chat"),
    "export": ("대화 내보내기", "Export the chat"),
    "add": ("노트 추가", "Add notes"),
    "map": ("노트 지도", "Map of the notes"),
    "by-week": ("주별 그림", "Week by week"),
    "update": ("바뀐 노트 반영", "Take in changed notes"),
    "rail-open": ("노트 목록 열기·닫기", "Open or close the list of notes"),
    "theme": ("밝게 또는 어둡게", "Light or dark"),
    "language": ("English로 보기", "한국어로 보기"),
}
_KINDS = {
    "note": ("노트", "Notes"),
    "section": ("제목", "Headings"),
    "question": ("지난 질문", "Last questions"),
    "command": ("할 일", "Commands"),
}
PALETTE = "".join(
    [
        '<dialog id="palette" aria-labelledby="palette-name">',
        f'<span class="spoken" id="palette-name">{say("노트와 명령 찾기", "Search")}</span>',
        '<div class="query"><i class="icon find"></i>',
        '<input type="text" role="combobox" aria-expanded="true" aria-controls="palette-list" '
        'autocomplete="off" spellcheck="false" maxlength="100"><kbd class="keys">Esc</kbd></div>',
        '<ul role="listbox" id="palette-list" aria-labelledby="palette-name"></ul>',
        f'<p class="none" hidden>{say("찾은 것이 없습니다.", "Nothing found.")} ',
        f'<button type="button" class="ask">{say("이대로 물어보기", "Ask this instead")}</button>',
        '</p><div class="words" hidden>',
        *(f'<span data-press="{name}">{say(*words)}</span>' for name, words in _COMMANDS.items()),
        *(f'<span data-kind="{name}">{say(*words)}</span>' for name, words in _KINDS.items()),
        "</div></dialog>",
    ]
)

ATLAS = "".join(
    [
        f'<div class="atlas-head"><h2>{say("한눈에 보기", "At a glance")}</h2>',
        '<div class="by" role="group">',
        f'<button type="button" id="by-place" aria-pressed="true">{say("뜻", "Meaning")}</button>',
        f'<button type="button" id="by-week" aria-pressed="false">{say("주별", "Weeks")}</button>',
        "</div>",
        control("close-map", icon("close", "지도 닫기", "Close the map")),
        '</div><div class="plot">',
        '<svg role="application" tabindex="0" aria-labelledby="map-says"></svg>',
        '<div class="tip" role="status" hidden></div></div>',
        '<div class="legend"></div><p class="hint" id="map-says">',
        say(
            "점 하나가 노트의 한 절입니다. 뜻이 가까우면 가까이 있습니다. 누르면 열립니다.",
            "Each point is a section, near those that are near in meaning. Press one to open it.",
        ),
        f' <span class="ringed">{say("고리는 마지막 답의 출처", "Rings: the last answer")}</span>',
        "</p>",
    ]
)

ADDING = "".join(
    [
        '<dialog id="adding" aria-labelledby="adding-name">',
        f'<header><h2 id="adding-name">{say("노트 추가", "Add notes")}</h2>',
        control("close-adding", icon("close", "닫기", "Close")),
        '</header><div class="drop"><i class="icon plus"></i><p>',
        say(
            "파일이나 폴더, 노션 .zip을 여기에 놓으세요",
            "Drop files, a folder or a Notion .zip here",
        ),
        "</p><p>",
        control("pick-files", say("파일 고르기", "Choose files")),
        control("pick-folder", say("폴더 고르기", "Choose a folder")),
        '</p><input type="file" id="given-files" multiple hidden>',
        '<input type="file" id="given-folder" webkitdirectory hidden></div>',
        '<div class="chosen" hidden><p class="count"></p><ul></ul></div>',
        f'<label class="book">{say("책", "Book")}',
        '<input type="text" id="given-book" list="given-books" maxlength="60" autocomplete="off">',
        '<datalist id="given-books"></datalist></label>',
        '<p class="hint">',
        say(
            "비워 두면 폴더 이름이 책이 됩니다. 노트 폴더에만 저장하고, 묻지 않고 덮어쓰지 "
            "않습니다.",
            "Left empty, a folder names its book. Only the notes folder is written to, and nothing "
            "in it is replaced unasked.",
        ),
        '</p><div class="report" aria-live="polite"></div><footer>',
        control("send-notes", say("넣기", "Add")),
        "</footer></dialog>",
    ]
)
# What was taken in unasked is said quietly, and goes by itself.
SAID = (
    '<p id="said" role="status" hidden>'
    '<span class="ko">바뀐 노트 <b></b>개를 반영했습니다</span>'
    '<span class="en">Took in changed notes: <b></b></span></p>'
)
DROP = f"<p>{say('놓으면 노트에 추가합니다', 'Drop to add to your notes')}</p>"

CONNECT = """galpi.connect({
  know: (detail) => trigger('know', detail),
  open: (detail) => trigger('open', detail),
  near: (detail) => trigger('near', detail),
  weeks: (detail) => trigger('weeks', detail),
  give: (detail) => trigger('give', detail),
});"""
