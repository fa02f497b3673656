"""The analyser in a process of its own."""

import signal
from collections.abc import Iterator

import pytest

from index.words import analyser
from index.words.analyser import Token, _Beside, tokenize

TEXTS = ["", "등대에는 심지가 없다.", "AAA를 지운다 😀\n다시\u2028켠다\r", "날이 개면 갠다"]


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Beside]:
    """Made in a folder of somebody's programs."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "json.py").write_text("raise SystemExit('not asked')", encoding="ascii")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        beside = _Beside()
    yield beside
    beside.end()


def bare(texts: list[str]) -> list[list[Token]]:
    wanted = Token._fields
    return [[Token(*(getattr(t, name) for name in wanted)) for t in of] for of in tokenize(texts)]


def test_it_says_the_same(beside: _Beside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyser, "_beside", None)
    own = bare(TEXTS)
    assert own[1][0] == Token("등대", "NNG", 0, 2, 0)
    assert beside.tokenize(TEXTS) == own


def test_an_answer_that_was_not_waited_for_is_not_the_next_one() -> None:
    beside = _Beside()
    assert beside.tokenize(["등대"]) == [[Token("등대", "NNG", 0, 2, 0)]]
    beside._process.send_signal(signal.SIGSTOP)
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    try:
        with pytest.raises(KeyboardInterrupt):
            beside.tokenize(["심지"])
    finally:
        signal.signal(signal.SIGALRM, before)
    beside._process.send_signal(signal.SIGCONT)
    assert beside.tokenize(["항구"]) is None
    beside.end()


def test_it_ends_with_its_input_and_is_not_missed(
    beside: _Beside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analyser, "_beside", beside)
    assert beside.tokenize(["등대"]) is not None
    assert beside._process.stdin
    beside._process.stdin.close()
    assert beside._process.wait(10) == 0
    assert beside.tokenize(["등대"]) is None
    assert bare(["등대"]) == [[Token("등대", "NNG", 0, 2, 0)]]


def test_who_has_loaded_it_needs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyser, "_beside", None)
    list(tokenize(["등대"]))
    analyser.load_beside()
    assert analyser._beside is None
