"""Question sets: a folder of notes and questions about them."""

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any


@dataclass(frozen=True)
class Question:
    text: str
    paths: tuple[str, ...]  # of the right notes; none when no note answers it
    answer: str | None  # a verbatim piece of that note
    kind: str


def read_questions(file: Path) -> list[Question]:
    with file.open(encoding="utf-8") as lines:
        return [_question(json.loads(line)) for line in lines]


def _question(record: dict[str, Any]) -> Question:
    kind = record.get("kind") or record.get("lang") or "all"
    paths = record.get("paths") or [record.get("path")]
    return Question(record["q"], tuple(filter(None, paths)), record.get("answer"), kind)


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
            questions.append(Question(item["question"], (name,), gold, "korquad"))
    return Random(0).sample(questions, min(most, len(questions)))
