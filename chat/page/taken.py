"""What became of the files that were added in the browser, a line for each reason."""

from collections.abc import Sequence
from itertools import groupby

from chat.page.desk import control
from chat.page.markup import fold, say, text
from qa import Outcome, Taken

_WORDS = {
    Outcome.ADDED: "넣었습니다",
    Outcome.REPLACED: "바꿨습니다",
    Outcome.SAME: "이미 있습니다",
    Outcome.EXISTS: "같은 이름의 다른 파일이 있습니다",
    Outcome.OUTSIDE: "노트 폴더 밖을 가리킵니다",
    Outcome.NAME: "이름에 쓸 수 없는 글자가 있습니다",
    Outcome.HIDDEN: "숨은 파일입니다",
    Outcome.LINK: "링크라서 넣지 않습니다",
    Outcome.KIND: "읽을 수 없는 종류입니다",
    Outcome.LARGE: "너무 큽니다. 노트 폴더에 직접 넣어 주세요",
    Outcome.PACKED: "풀면 너무 커집니다. 나눠 주세요",
    Outcome.BROKEN: "압축이 깨졌거나 잠겼습니다",
    Outcome.TEXT: "글이 아닌 내용이 들어 있습니다",
    Outcome.DISK: "쓰지 못했습니다. 디스크와 권한을 확인해 주세요",
}
_GOOD = (Outcome.ADDED, Outcome.REPLACED)
_NAMED = 200  # files of one reason


def report(taken: Sequence[Taken]) -> str:
    """What was taken first; behind each reason the files."""
    order = list(Outcome)
    rows = sorted(taken, key=lambda one: order.index(one.outcome))
    told = (_reason(outcome, list(of)) for outcome, of in groupby(rows, lambda one: one.outcome))
    return "".join(told) or problem("받은 파일이 없습니다.")


def problem(line: str) -> str:
    return f'<p class="bad">{say(line)}</p>'


def _reason(outcome: Outcome, taken: list[Taken]) -> str:
    """The names of several are folded."""
    why, names = say(_WORDS[outcome]), [text(one.path or one.name) for one in taken]
    rows = "".join(f"<li>{name}</li>" for name in names[:_NAMED])
    if len(taken) == 1:
        told = f"<p><b>{names[0]}</b> {why}</p><ul hidden>{rows}</ul>"
    else:
        count = say("파일 {count:,}개", count=len(taken))
        told = fold(f"<b>{count}</b> {why}", f"<ul>{rows}</ul>", "names")
    asks = outcome is Outcome.EXISTS
    kind = "good" if outcome in _GOOD else "ask" if asks else "not"
    return f'<div class="taken {kind}">{told}{_ASK if asks else ""}</div>'


_ASK = (
    f'<p class="choice">{control("replace", say("새 파일로 바꾸기"))}'
    f"<span>{say('바꾸기 전 내용은 남지 않습니다.')}</span></p>"
)
READ_ONLY = problem("읽기 전용으로 열린 서버라 노트를 넣을 수 없습니다.")
TOO_MUCH = problem(
    "한 번에 받을 수 있는 양을 넘었습니다. 나눠서 넣거나 노트 폴더에 직접 넣어 주세요."
)
