"""What the chat itself raises, and how an error is told on the page.

NotesError
└── UiError       an address cannot be served, or should not be
    └── NotReady  the notebook is still being opened, or there are no notes
"""

from chat.page.markup import say, text
from qa import NotesError, QuestionError


class UiError(NotesError):
    pass


class NotReady(UiError):
    """Carries the phase of the backend."""

    def __init__(self, phase: str) -> None:
        super().__init__(
            "there are no notes yet; put some into the notes folder and sync"
            if phase == "empty"
            else "준비 중입니다. 곧 다시 물어보세요. · Still loading; ask again in a moment."
        )
        self.phase = phase


def told(error: NotesError) -> str:
    """A line for the page: in Korean what kind of thing went wrong, then the message."""
    if isinstance(error, NotReady) and error.phase != "empty":
        what = say("준비 중입니다. 곧 다시 물어보세요.", "Still loading; ask again in a moment.")
        return f"<p>{what}</p>"
    if isinstance(error, NotReady):
        what = say("아직 노트가 없습니다.", "There are no notes yet.")
    elif isinstance(error, QuestionError):
        what = say("질문을 고쳐 주세요.", "Please mend the question.")
    else:
        what = say("답하지 못했습니다.", "That did not work.")
    return f"<p>{what} <small>{text(' '.join(str(error).split()))}</small></p>"
