"""The reverse dictionary: what a question means without naming it."""

from pathlib import Path

import numpy as np
import pytest

from index.embedding.encoder import Encoder
from index.words.dictionary import LEAST, NOTHING, Dictionary, bundled_dictionary, packed, unpacked
from index.words.terms import phrase
from training.dictionary import cleaned, merged, read


def dictionary(*ways: tuple[int, tuple[int, int]]) -> Dictionary:
    entries, rows = zip(*ways, strict=True)
    names = [f"이름{n}\tname{n}" for n in range(max(entries) + 1)]
    ways_, scales, spread = packed(np.array(rows, np.float32))
    numbers = np.array(entries, np.int32)
    turn = np.array([[0, 1], [1, 0]], np.float32)  # the first number is the second one there
    middle = np.zeros(2, np.float32)
    return Dictionary(names, numbers, unpacked(ways_), scales, spread, middle, turn)


def test_the_nearest_way_to_say_it_counts() -> None:
    own = dictionary((0, (1, 0)), (0, (0, 1)), (1, (-1, 0)), *((n, (0, 0)) for n in range(2, 9)))
    meant = own.meant(np.array([1, 0], np.float32))
    nearness = np.array([1] + [0] * 8)
    z = (1 - nearness.mean()) / nearness.std() - LEAST
    assert meant.weights == {"?0": pytest.approx(z**2, rel=1e-5)}
    assert meant.names == {"?0": {tuple(sorted(phrase(name))): 1.0 for name in ("이름0", "name0")}}


def test_what_is_packed_keeps_its_direction() -> None:
    rows = np.random.default_rng(0).standard_normal((300, 64)).astype(np.float32)
    rows *= np.linspace(0.2, 3, 64, dtype=np.float32)  # wide here, narrow there
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    ways, scales, spread = packed(rows)
    back = unpacked(ways) * spread * scales[:, None]
    assert np.linalg.norm(back, axis=1) == pytest.approx(1, abs=1e-5)
    assert (rows * back).sum(axis=1).mean() > 0.99


def test_nothing_is_meant_where_nothing_stands_out() -> None:
    own = dictionary(*((n, (1, 0)) for n in range(5)))
    assert own.meant(np.array([1, 0], np.float32)) == NOTHING


def test_the_bundled_one_is_of_the_bundled_encoder() -> None:
    assert bundled_dictionary().encoder == Encoder().fingerprint


def test_entries_of_one_name_are_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "B-tree ; B트리 | 가 ; 나 | one\n락 ; 뮤텍스 ; 잠금 | 다 | two\n", encoding="utf-8"
    )
    (tmp_path / "T1.jsonl").write_text(
        '{"names": ["b-tree", "비트리"], "plain": ["나", "라"]}\n'
        '{"names": ["mutex", "뮤텍스", "락"], "plain": ["마"]}\n'
        '{"names": ["semaphore", "락"], "plain": ["바"]}\n',
        encoding="utf-8",
    )
    assert merged(read(tmp_path)) == [
        (["B-tree", "B트리", "b-tree", "비트리"], ["가", "나", "one", "라"]),
        (["락", "뮤텍스", "잠금", "mutex"], ["다", "two", "마"]),
        (["semaphore", "락"], ["바"]),
    ]


def test_names_that_many_notes_have_for_something_else_are_left_out() -> None:
    entries = [
        (["slicing", "[::-1]"], ["가"]),
        (["SELECT"], ["나"]),
        (["GIL", "전역 인터프리터 락", "길"], ["다"]),
        (["<>"], ["라"]),
    ]
    assert cleaned(entries, ["1번 길에서 SELECT"] * 9) == [
        (["slicing"], ["가"]),
        (["SELECT"], ["나"]),
        (["GIL", "전역 인터프리터 락"], ["다"]),
    ]
