"""A question, checked before anything is made of it."""

from index.errors import QuestionError
from index.reading.text import is_text

MAX_QUESTION = 1_000  # characters; a question is no document


def checked(question: str, k: int = 1) -> str:
    """Without the blanks around it. Raises QuestionError for what cannot be asked, or for a number
    of passages that cannot be given.
    """
    question = question.strip()
    if not is_text(question):
        raise QuestionError(
            "the question holds a broken character; send it as UTF-8",
            "질문에 깨진 글자가 있습니다. UTF-8로 보내 주세요.",
        )
    if not any(letter.isalnum() for letter in question):
        raise QuestionError(
            "the question is empty; ask in a few words, in Korean or English",
            "질문이 비어 있습니다. 한국어나 영어로 몇 마디 적어 주세요.",
        )
    if len(question) > MAX_QUESTION:
        raise QuestionError(
            f"the question has {len(question):,} characters; at most {MAX_QUESTION:,} are "
            f"read, ask in a sentence or two",
            f"질문이 {len(question):,}자입니다. {MAX_QUESTION:,}자까지 읽습니다.",
        )
    if not 1 <= k <= 100:
        raise QuestionError(
            f"k is {k}; 1 to 100 passages can be asked for",
            f"k가 {k}입니다. 문단은 1개부터 100개까지입니다.",
        )
    return question
