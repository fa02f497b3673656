"""Questions in the words of the passage that is read."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.words.glossary import Glossary
from index.words.terms import asked
from qa import Hit, Notebook
from qa.wording import in_words_of, names_in, spelt_otherwise

HIT = Hit("", 1, 1, "a.md", 0, 0, 1, 1, None, None, "자료", (), "자료")


def reworded(question: str, text: str, notes: Path) -> str:
    names = names_in(question, asked(question), Glossary.load(notes))
    return in_words_of(question, names, replace(HIT, text=text))


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("GC가 뭐야?", "가비지 컬렉션은 메모리를 돌려준다.", "가비지 컬렉션가 뭐야?"),
        ("pod는 언제 다시 떠?", "파드는 다시 뜬다", "파드는 언제 다시 떠?"),
        ("what is k8s?", "Kubernetes runs containers", "what is kubernetes?"),
        ("how does a pod restart?", "파드는 다시 뜬다", "how does a pod restart?"),
        # What the passage has itself stays, and what only begins so.
        ("GC가 뭐야?", "GC, 가비지 컬렉션", "GC가 뭐야?"),
        ("podcast는 어디에 올려?", "파드", "podcast는 어디에 올려?"),
        ("GC가 뭐야?", "메모리를 돌려준다.", "GC가 뭐야?"),
        ("pod-name은 뭐로 해?", "파드 이름", "pod-name은 뭐로 해?"),
        # A syllable that is written with the word before it.
        ("복합키가 뭐야?", "composite key는 여럿이다.", "composite key가 뭐야?"),
        # Of the user's own glossary, however it is spaced.
        ("고 블린 은?", "결제 서버는 둘이다.", "결제 서버 은?"),
    ],
)
def test_names_that_a_passage_lacks(
    question: str, text: str, expected: str, tmp_path: Path
) -> None:
    (tmp_path / "glossary.tsv").write_text("고 블린\t결제 서버\n", encoding="utf-8")
    assert reworded(question, text, tmp_path) == expected


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("리셋의 기본값은?", "`reset --mixed`가 기본", [("리셋", "reset")]),
        ("rebase는 언제?", "리베이스는 그만", [("rebase", "리베이스")]),
        ("리셋의 기본값은?", "리셋(reset)", []),
        ("what is a reset?", "리셋", []),
    ],
)
def test_words_in_another_script(question: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert list(spelt_otherwise(question, [HIT, replace(HIT, text=text)])) == expected


def test_what_the_notes_call_otherwise_is_answered(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    lines = "표와 표를 키로 잇는다. 옆으로 늘리기가 어렵다. 배우기는 쉽다."
    (notes / "a.md").write_text(f"# 관계형 데이터베이스\n\n{lines}\n", encoding="utf-8")
    (notes / "glossary.tsv").write_text("고블린\t관계형 데이터베이스\n", encoding="utf-8")
    notebook = Notebook.open(notes, tmp_path / "store")
    answer = notebook.ask("고블린의 단점은?")
    notebook.close()
    assert [span.text for span in answer.spans] == ["옆으로 늘리기가 어렵다."]
    assert answer.searched == "고블린의 단점은?"


def test_what_the_notes_spell_in_latin_letters_is_searched_so(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    lines = "fast-forward는 가리키는 곳만 앞으로 옮긴다. rebase는 커밋을 다시 만든다."
    (notes / "a.md").write_text(f"# 브랜치\n\n{lines}\n", encoding="utf-8")
    notebook = Notebook.open(notes, tmp_path / "store")
    answer = notebook.ask("패스트 포워드가 뭐야?")
    assert [span.text for span in answer.spans] == ["fast-forward는 가리키는 곳만 앞으로 옮긴다."]
    # Not where a note has it in Hangul.
    (notes / "b.md").write_text("# 차\n\n패스트 포워드는 빨리 감기다.\n", encoding="utf-8")
    notebook.sync()
    (first, *_) = notebook.search("패스트 포워드가 뭐야?")
    assert (first.path, first.asked) == ("b.md", "패스트 포워드가 뭐야?")
    notebook.close()
