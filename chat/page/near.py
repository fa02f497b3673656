"""What is near: the sections around an open note, and questions to go on with."""

from collections.abc import Sequence

from chat.page.markup import fold, say, text
from chat.page.outline import to_place
from qa.sections import Section


def related(sections: Sequence[Section]) -> str:
    """The nearest first."""
    if not sections:
        return ""
    rows = "".join(to_place(section, _where(section), "place") for section in sections)
    head = say("뜻이 가까운 곳")
    return fold(head, f'<div class="places">{rows}</div>', "related").replace(
        "<details", "<details open", 1
    )


def _where(section: Section) -> str:
    return f"<b>{text(section.name)}</b><span>{text(section.note.title)}</span>"


def next_questions(questions: Sequence[str]) -> str:
    """Each is asked when it is pressed."""
    if not questions:
        return ""
    asked = "".join(f'<button type="button">{text(q)}</button>' for q in questions)
    head = say("이어서 물어볼 만한 것")
    return f'<p class="hint">{head}</p><div class="examples">{asked}</div>'
