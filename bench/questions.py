"""A public question set as a folder of notes and questions about them."""

import json
from pathlib import Path
from random import Random

from qa.evaluation.questions import Question, read_questions

__all__ = ["Question", "read_questions", "write_korquad"]


def write_korquad(source: Path, folder: Path, most: int) -> list[Question]:
    """Each paragraph of KorQuAD 1.0 as one note; `most` of its questions by a seeded draw."""
    folder.mkdir(parents=True, exist_ok=True)
    questions = []
    articles = json.loads(source.read_text(encoding="utf-8"))["data"]
    paragraphs = [(a["title"], p) for a in articles for p in a["paragraphs"]]
    for number, (title, paragraph) in enumerate(paragraphs):
        name = f"paragraph {number:04d}.md"
        text = f"# {title.replace('_', ' ')}\n\n{paragraph['context']}\n"
        (folder / name).write_text(text, encoding="utf-8")
        for item in paragraph["qas"]:
            gold = item["answers"][0]["text"]
            questions.append(Question(item["question"], (name,), gold, "korquad", "ko"))
    return Random(0).sample(questions, min(most, len(questions)))
