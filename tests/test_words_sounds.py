"""Words of Hangul and Latin ones that sound alike."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words.sounds import hear, words, written


@pytest.mark.parametrize(
    ("latin", "hangul"),
    [
        ("reset", "리셋"), ("rebase", "리베이스"), ("fast-forward", "패스트 포워드"),
        ("cherry-pick", "체리픽"), ("Kubernetes", "쿠버네티스"), ("namespace", "네임스페이스"),
        ("PyTorch", "파이토치"), ("LangChain", "랭체인"), ("Streamlit", "스트림릿"),
        ("function", "펑션"), ("schedule", "스케줄"), ("garbage", "가비지"),
        ("storage", "스토리지"),
        ("framework", "프레임워크"), ("access", "액세스"),
        ("transformer", "트랜스포머"), ("python", "파이썬"), ("snapshot", "스냅샷"),
        ("dashboard", "대시보드"), ("throttling", "스로틀링"), ("idempotent", "아이뎀포턴트"),
        ("mutex", "뮤텍스"), ("quorum", "쿼럼"), ("gradient", "그래디언트"),
    ],
)  # fmt: skip
def test_words_that_sound_alike(latin: str, hangul: str) -> None:
    assert list(words(f"a {latin}, {latin}")) == [latin]
    assert written(latin, hear(f"그 {hangul}에서는 {hangul}을?")) == hangul


@pytest.mark.parametrize(
    ("latin", "text"),
    [
        ("reset", "리소스는 모자라다"), ("folder", "필드는 어디에?"), ("section", "작성은 누가?"),
        ("shutdown", "소통이 안 된다"), ("python", "비선형이다"), ("reset", "프리셋은 무엇?"),
        ("reset", "세상"), ("state", "스테이트먼트"), ("blog", "블루 그린 배포"),
        ("fullchain", "별칭을 건다"),
    ],
)  # fmt: skip
def test_words_that_do_not(latin: str, text: str) -> None:
    assert written(latin, hear(text)) == ""


@pytest.mark.parametrize(
    "text", ["a csrf of vpn", "push, node, pod", "값 42 — `x_y`", "reset" * 9, ""]
)
def test_words_that_cannot_be_known_by_their_sound(text: str) -> None:
    assert list(words(text)) == []


@given(st.text(alphabet="가나락 은셋리asetr-", max_size=60), st.text("abcdefghijklmnopqrstuvwxyz"))
def test_what_is_found_stands_there(text: str, latin: str) -> None:
    assert written(latin, hear(text)) in text


def test_a_long_word_takes_no_long_time() -> None:
    began = time.perf_counter()
    written("aeiou" * 200 + "rst" * 200, hear("아이에오" * 500))
    assert time.perf_counter() - began < 2
