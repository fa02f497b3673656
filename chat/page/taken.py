"""What became of the files that were added in the browser, a line for each reason."""

from collections.abc import Sequence
from itertools import groupby

from chat.page.markup import fold, say, text
from qa import Outcome, Taken

_WORDS = {
    Outcome.ADDED: ("넣었습니다", "added"),
    Outcome.REPLACED: ("바꿨습니다", "replaced"),
    Outcome.SAME: ("이미 있습니다", "already there"),
    Outcome.EXISTS: ("같은 이름의 다른 파일이 있습니다", "another file has this name"),
    Outcome.OUTSIDE: ("노트 폴더 밖을 가리킵니다", "leads out of the notes folder"),
    Outcome.NAME: ("이름에 쓸 수 없는 글자가 있습니다", "has a character no name may have"),
    Outcome.HIDDEN: ("숨은 파일입니다", "is hidden"),
    Outcome.LINK: ("링크라서 넣지 않습니다", "is a link, or lies behind one"),
    Outcome.KIND: ("읽을 수 없는 종류입니다", "is of a kind that is not read"),
    Outcome.LARGE: (
        "너무 큽니다. 노트 폴더에 직접 넣어 주세요",
        "is too large; put it into the notes folder yourself",
    ),
    Outcome.PACKED: ("풀면 너무 커집니다. 나눠 주세요", "unpacks to too much; split it"),
    Outcome.BROKEN: ("압축이 깨졌거나 잠겼습니다", "is a broken or locked archive"),
    Outcome.TEXT: ("글이 아닌 내용이 들어 있습니다", "holds what is no text"),
    Outcome.DISK: (
        "쓰지 못했습니다. 디스크와 권한을 확인해 주세요",
        "cannot be written; look at the disk and its rights",
    ),
}  # fmt: skip
_GOOD = (Outcome.ADDED, Outcome.REPLACED)
_NAMED = 200  # files of one reason


def report(taken: Sequence[Taken]) -> str:
    """What was taken first; behind each reason the files."""
    order = list(Outcome)
    rows = sorted(taken, key=lambda one: order.index(one.outcome))
    told = (_reason(outcome, list(of)) for outcome, of in groupby(rows, lambda one: one.outcome))
    if not rows:
        return problem("받은 파일이 없습니다.", "No file was received.")
    return "".join(told) + (_ASK if any(one.outcome is Outcome.EXISTS for one in rows) else "")


def problem(korean: str, english: str) -> str:
    return f'<p class="bad">{say(korean, english)}</p>'


def _reason(outcome: Outcome, taken: list[Taken]) -> str:
    korean, english = _WORDS[outcome]
    count = len(taken)
    head = say(f"{count:,}개 — {korean}", f"{count:,} — {english}")
    if count == 1:
        name = taken[0].path or taken[0].name
        head = say(f"‘{name}’ — {korean}", f"“{name}” — {english}")
    names = "".join(f"<li>{text(one.path or one.name)}</li>" for one in taken[:_NAMED])
    kind = "good" if outcome in _GOOD else "ask" if outcome is Outcome.EXISTS else "not"
    if count == 1:
        paths = f"<ul hidden>{names}</ul>"
        return f'<div class="taken {kind}"><p>{head}</p>{paths}</div>'
    return f'<div class="taken {kind}">{fold(head, f"<ul>{names}</ul>", "names")}</div>'


_ASK = (
    '<p class="choice"><button type="button" id="replace">'
    f"{say('새 파일로 바꾸기', 'Replace them')}</button>"
    f"<span>{say('바꾸기 전 내용은 남지 않습니다.', 'What they held is not kept.')}</span></p>"
)

READ_ONLY = problem(
    "읽기 전용으로 열린 서버라 노트를 넣을 수 없습니다.",
    "This server is read-only: no notes can be added.",
)
TOO_MUCH = problem(
    "한 번에 받을 수 있는 양을 넘었습니다. 나눠서 넣거나 노트 폴더에 직접 넣어 주세요.",
    "That is more than can be sent at once; split it, or use the notes folder itself.",
)
