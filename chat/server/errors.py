"""What the chat itself raises, and how an error is told on the page.

NotesError
└── UiError       an address cannot be served, or should not be
    ├── NotReady  the notebook is still being opened, or there are no notes
    └── Busy      more is asked at once than can wait
"""

from chat.page.markup import say, two
from chat.page.words import english
from qa import NotesError, QuestionError

# In English and Korean.
_EMPTY = (
    "there are no notes yet; put some into the notes folder and sync",
    "아직 노트가 없습니다. 노트 폴더에 노트를 넣고 동기화하세요.",
)
_OPENING = ("Still loading; ask again in a moment.", "준비 중입니다. 곧 다시 물어보세요.")
_FAILED = "답하지 못했습니다. 다시 물어보세요."


class UiError(NotesError):
    pass


class NotReady(UiError):
    """Carries the phase of the backend."""

    def __init__(self, phase: str) -> None:
        super().__init__(*(_EMPTY if phase == "empty" else _OPENING))
        self.phase = phase


class Busy(UiError):
    pass


def told(error: NotesError, question: str) -> str:
    """A line for the page, in its language."""
    asked = isinstance(error, QuestionError)
    if isinstance(error, NotReady) and error.phase != "empty":
        what = say("준비 중입니다. 곧 다시 물어보세요.")
    elif isinstance(error, NotReady):
        what = say("아직 노트가 없습니다. 노트 폴더에 노트를 넣고 ‘업데이트’를 눌러 주세요.")
    elif asked and not any(letter.isalnum() for letter in question):
        what = say("질문을 입력해 주세요.")
    else:
        plain = "질문을 읽지 못했습니다. 고쳐서 다시 물어보세요." if asked else _FAILED
        korean = plain if error.korean == error.english else error.korean
        what = two(korean, english(plain, more=error.english))
    return f"<p>{what}</p>"
