"""Rows that training runs together, and what is right in them."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from index.embedding.rows import FOLDER
from training.ahead import ahead
from training.bank import read_bank
from training.data import OF_NOTES, Data
from training.examples import add_bank, add_entries
from training.ranking import SAME, Ranked, again
from training.reading import ALWAYS, GAP, WHOLE, Reader, answer_loss, reading, silence_loss
from training.texts import Examples
from training.transformer import Transformer, _edges, means, pack

NOTE = """### X1001 — 집 › 빨래
흰 옷은 따로 빤다.
수건은 섬유 유연제를 넣지 않는다.

### X1002 — 집 › 부엌
도마는 뜨거운 물로 헹군다.
"""
ASKED = {
    "색이 물들지 않게 하려면": ("X1001", "흰 옷은 따로 빤다."),
    "칼질한 판은 어떻게 씻어?": ("X1002", "도마는 뜨거운 물로 헹군다."),
    "없는 답": ("X1002", "이런 문장은 없다."),
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    folder = tmp_path_factory.mktemp("bank")
    (folder / "X1.md").write_text(NOTE, encoding="utf-8")
    with (folder / "X1.jsonl").open("w", encoding="utf-8") as file:
        for question, (note, answer) in ASKED.items():
            record = {"id": note, "q": question, "kind": "para", "answer": answer}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    examples = Examples()
    add_bank(examples, [folder], (), ())
    examples.save(folder / "x.npz", Tokenizer.from_file(str(FOLDER / "tokenizer.json")))
    return Data(folder / "x.npz")


@pytest.fixture(scope="module")
def body() -> Transformer:
    torch.manual_seed(0)
    return Transformer(34_000, 1).eval()


@pytest.mark.parametrize("most", [1, 9, 4_096])
def test_rows_together_are_as_rows_alone(body: Transformer, most: int) -> None:
    rows = [[0, 7, 8, 2], [0, 9, 2], [0, 5, 6, 7, 8, 9, 2]]
    spans = [(2, 1, 6), (0, 0, 4), (2, 5, 6), (1, 1, 2)]
    with torch.no_grad():
        packed = pack(rows, spans, most)
        found = means(body, packed).numpy()
        alone = [
            means(body, pack([rows[row]], [(0, start, end)])).numpy()[0]
            for row, start, end in spans
        ]
    assert all(ids.size <= max(most, 7) for ids, _, _ in packed.groups)
    np.testing.assert_allclose(found, alone, atol=0.03)  # in bfloat16


def test_bank_without_what_stands_nowhere(tmp_path: Path, data: Data) -> None:
    assert data.gold == [[0], [0]] and data.kind == ["para", "para"]
    (tmp_path / "X1.md").write_text(NOTE, encoding="utf-8")
    passages, _ = read_bank([tmp_path])
    assert [passage.units for passage in passages] == [
        ("흰 옷은 따로 빤다.", "수건은 섬유 유연제를 넣지 않는다."), ("도마는 뜨거운 물로 헹군다.",)
    ]  # fmt: skip


def test_a_passage_is_read_whole_and_with_a_gap(data: Data, body: Transformer) -> None:
    read = reading(data, [(0, [0, 1])])
    # Both units of the note, the one that is left with the gap, and the other note's.
    assert read.part.tolist() == [WHOLE, WHOLE, GAP, ALWAYS]
    assert read.gold(torch.device("cpu")).tolist() == [[False, True, False, False, False]]
    with torch.no_grad():
        table = read.table(Reader(body))
        alone = reading(data, [(0, [1])]).table(Reader(body))

    def seen(part: torch.Tensor) -> list[int]:
        return (part[0] > -1e3).nonzero()[:, 0].tolist()

    assert table[0, 0] == 0 and seen(table) == [0, 1, 2, 3, 4]
    assert seen(read.only(table, WHOLE)) == [0, 1, 2, 4]
    assert seen(read.only(table, GAP)) == [0, 3, 4]
    assert seen(read.only(table, ALWAYS)) == [0, 4]
    assert table[0, 4].item() == pytest.approx(alone[0, 1].item(), abs=0.1)  # in bfloat16


def test_what_another_note_says_again_is_not_wrong(tmp_path: Path, body: Transformer) -> None:
    twice = f"{NOTE}\n### X1003 — 가게 › 빨래\n수건은 섬유 유연제를 넣지 않는다.\n"
    (tmp_path / "X1.md").write_text(twice, encoding="utf-8")
    record = {"id": "X1001", "q": "물기 닦는 천", "kind": "para"}
    record["answer"] = "수건은 섬유 유연제를 넣지 않는다."
    (tmp_path / "X1.jsonl").write_text(json.dumps(record), encoding="utf-8")
    examples = Examples()
    add_bank(examples, [tmp_path], (), ())
    examples.save(tmp_path / "x.npz", Tokenizer.from_file(str(FOLDER / "tokenizer.json")))
    ranked = Ranked(body, Data(tmp_path / "x.npz"), OF_NOTES)
    like = ranked.unit[1] @ ranked.unit.T
    assert ranked.repeating([0]).tolist() == [[False, *(like[2:] >= SAME).tolist()]]
    assert like[3] > SAME
    away = {p for p, same in enumerate(ranked.repeating([0])[0].tolist()) if same}
    assert set(ranked.nearest(9)[0]) == {0, 1, 2} - away


def test_what_says_the_same_is_so_in_other_notes_alone() -> None:
    units = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.8, 0.6], [0.0, 1.0]])
    owner = torch.tensor([0, 0, 1, 1])
    right, elsewhere = torch.tensor([0, -1]), torch.tensor([[False, True], [True, True]])
    same, where = again(units, right, owner, elsewhere)
    assert same.tolist() == [[False, False, True, False], [False] * 4]
    assert where.tolist() == [[False, True], [False, False]]


def test_loss() -> None:
    table = torch.tensor([[0.0, 3.0, -1e4], [0.0, 0.0, 0.0]])
    gold = torch.tensor([[False, True, False], [True, False, False]])
    right = [np.log1p(np.exp(-3.0)), np.log(3.0)]
    assert answer_loss(table, gold).item() == pytest.approx(np.mean(right), abs=1e-5)
    silent = [np.log1p(np.exp(3.0)), np.log(3.0)]
    assert silence_loss(table).item() == pytest.approx(np.mean(silent), abs=1e-5)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_batches_made_ahead_differ_by_process() -> None:
    def drawn(seed: int, workers: int) -> Sequence[float]:
        random.seed(seed)
        made = ahead(random.random, workers)
        return [next(made) for _ in range(6)]

    assert drawn(1, 0) == drawn(1, 0) != drawn(2, 0)
    assert drawn(1, 2) == drawn(1, 2) and len(set(drawn(1, 2))) == 6


def test_rows_end_where_their_padding_begins() -> None:
    mask = torch.arange(7) < torch.tensor([7, 4, 1])[:, None]
    assert _edges(mask).tolist() == [0, 7, 7, 11, 14, 15, 21]


def test_a_question_is_asked_with_and_without_its_mark(data: Data) -> None:
    random.seed(0)
    for question, text in enumerate(ASKED):
        if text == "없는 답":
            continue
        plain = data.question_row(question)
        marked = plain[-2] == data.mark
        other = [*plain[:-2], plain[-1]] if marked else [*plain[:-1], data.mark, plain[-1]]
        assert marked == text.endswith("?")
        seen = {tuple(data.question_row(question, vary=True)) for _ in range(50)}
        assert seen == {tuple(plain), tuple(other)}


def test_a_way_to_say_a_thing_asks_for_the_unit_that_names_it(tmp_path: Path) -> None:
    ways = {"락": ["잠근다", "혼자 쓴다"], "캐시": ["가까이 둔다", "keep it near"]}
    lines = [f"{name} ; {name}2 | {a} | {b}\n" for name, (a, b) in ways.items()]
    (tmp_path / "a.txt").write_text("".join(lines), encoding="utf-8")
    random.seed(0)
    examples = Examples()
    add_entries(examples, tmp_path)
    texts = list(examples.texts._known)
    (units,) = examples.units
    assert [texts[unit].startswith(name) for unit, name in zip(units, ways, strict=True)] == [
        True
    ] * 2
    assert examples.gold
    for (text, _, _), (place,) in zip(examples.questions, examples.gold, strict=True):
        asked, unit = texts[text], texts[units[place]]
        assert any(asked.startswith(way) and way not in unit for way in list(ways.values())[place])
