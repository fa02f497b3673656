"""Embedding models: the bundled one against two other programs, and one of the user's own."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.embedding.encoder import Encoder
from index.embedding.models import load_model
from index.embedding.rows import ROW, bundled_pieces
from index.embedding.vectors import fingerprint
from index.errors import ModelError
from index.passages.chunks import Chunk, split_note
from index.reading.notes import read_note
from qa import Notebook

ROOT = Path(__file__).parents[1]
TEXTS = [
    "파드가 죽으면 누가 다시 띄워 줘?",
    "Who restarts a dead pod?",
    "Deployment는 ReplicaSet을 관리함. `spec.replicas: 3`",
    "가" * 3_000,
    "",
    " \n",
]
PROMPTS = {"query": "질문: ", "document": "글: "}
NOTE = "# 3장 줄서기\n\n큐는 일을 순서대로 내보낸다.\n급한 일은 먼저 꺼낸다.\n"


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A two-layer BERT with random weights, saved as sentence-transformers save theirs."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.pre_tokenizers import Whitespace
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("model")
    torch.manual_seed(0)
    letters = sorted(set(NOTE + "질문글:?어떻게해"))
    pieces = ["[PAD]", "[UNK]", *letters, *(f"##{letter}" for letter in letters)]
    vocabulary = {piece: place for place, piece in enumerate(pieces)}
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]"
    ).save_pretrained(folder / "bert")
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
    )
    BertModel(config).save_pretrained(folder / "bert")
    bert = Transformer(str(folder / "bert"))
    made = SentenceTransformer(modules=[bert, Pooling(16)], prompts=PROMPTS, device="cpu")
    made.save(str(folder / "saved"))
    return folder / "saved"


def chunks(text: str) -> list[Chunk]:
    return split_note(read_note("a.md", text.encode()))


def test_all_notebooks_share_a_model(small_model: Path) -> None:
    bundled, other = load_model(), load_model(str(small_model))
    assert load_model() is bundled
    assert load_model(str(small_model)) is other
    assert bundled is not other


def test_bundled_vectors() -> None:
    model = load_model()
    vectors = model.encode_queries(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (6, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), np.ones(6), atol=1e-6)
    assert model.encode_queries([]).shape[0] == 0


def test_bundled_vectors_do_not_depend_on_the_texts_beside_them() -> None:
    model = load_model()
    alone = [model.encode_queries([text])[0] for text in TEXTS]
    np.testing.assert_array_equal(model.encode_queries(TEXTS), alone)
    both = chunks("# 큐\n\n일을 순서대로 낸다.\n급한 일은 먼저 낸다.\n\n# 스택\n\n거꾸로 낸다.\n")
    one, other = model.encode_passages(both)
    np.testing.assert_array_equal(one, model.encode_passages(both[:1])[0])
    assert (one.shape, other.shape) == ((3, 384), (2, 384))  # the heading behind the units


def test_a_heading_is_embedded_as_a_question() -> None:
    model = load_model()
    text = "먼저 담당자를 부른다.\n"
    (own,) = model.encode_passages(chunks(f"# 장애 대응\n\n{text}"))
    (none,) = model.encode_passages(chunks(text))
    np.testing.assert_array_equal(own[1:], model.encode_queries(["장애 대응"]))
    assert none.shape == (1, 384)


def test_a_unit_knows_the_passage_around_it() -> None:
    """Late chunking: the same words elsewhere have another vector."""
    model = load_model()
    (queue,), (stack,) = (
        model.encode_passages(chunks(f"# {title}\n\n들어온 차례대로 내보낸다.\n"))
        for title in ("큐", "스택")
    )
    question = model.encode_queries(["큐는 무엇을 먼저 내보내나"])[0]
    assert queue[0] @ question > stack[0] @ question


def test_a_long_passage_goes_on_in_another_row() -> None:
    pieces = bundled_pieces()
    units = ["가나다 라마바 " * 20 for _ in range(9)]
    rows = pieces.passage("제목", units)
    assert len(rows) > 1
    assert sum(len(spans) for _, spans in rows) == 9
    assert all(len(row) <= ROW for row, _ in rows)


def test_bundled_brings_the_languages_together() -> None:
    model = load_model()
    korean, english, other = model.encode_queries([*TEXTS[:2], "리액트에서 상태를 올리는 법"])
    assert korean @ english > korean @ other + 0.2


def test_words_of_a_text_and_their_pieces() -> None:
    words, of = bundled_pieces().words("컨피그맵과 `kubectl diff` 차이는?")
    assert words == ["컨피그맵과", "`kubectl", "diff`", "차이는?"]
    assert sorted(set(of.tolist())) == [0, 1, 2, 3]


def test_what_met_adds_up_to_the_cosine() -> None:
    """But for the pieces of no word: the prompt's and the edges'."""
    model = load_model()
    assert isinstance(model, Encoder)
    asked, found, table = model.met("큐란?", "큐", ["들어온 차례대로 내보낸다."], 0)
    assert (asked, found) == (["큐란?"], ["들어온", "차례대로", "내보낸다."])
    (chunk,) = chunks("# 큐\n\n들어온 차례대로 내보낸다.\n")
    cosine = float(model.encode_queries(["큐란?"])[0] @ model.encode_passages([chunk])[0][0])
    assert 0 < table.sum() < cosine


def test_bundled_needs_no_torch() -> None:
    script = (
        "import sys; from index.embedding.models import load_model; "
        "print(load_model().encode_queries(['갈피']).shape, load_model().fingerprint); "
        "print(*{'torch', 'transformers', 'sentence_transformers'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == f"(1, 384) {load_model().fingerprint}\n\n"


def test_prompts_of_another_model(small_model: Path) -> None:
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(small_model), device="cpu", prompts=PROMPTS)
    ours = load_model(str(small_model))
    found = chunks("큐는 일을 내보낸다.\n급한 일\n")
    texts = found[0].statements
    assert texts == ["큐는 일을 내보낸다.", "급한 일"]
    queries, documents = ours.encode_queries(texts), ours.encode_passages(found)[0]
    assert queries.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(queries, axis=1), [1, 1], atol=1e-6)
    for vectors, raw in [
        (queries, theirs.encode([PROMPTS["query"] + text for text in texts], prompt="")),
        (documents, theirs.encode([PROMPTS["document"] + text for text in texts], prompt="")),
        (queries, theirs.encode_query(texts)),
        (documents, theirs.encode_document(texts)),
    ]:
        lengths = np.linalg.norm(raw, axis=1, keepdims=True)
        np.testing.assert_allclose(vectors, raw / lengths, atol=1e-6)
    assert np.abs(queries - documents).max() > 0.01


def test_notebook_with_another_model(
    small_model: Path, notes: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (notes / "큐.md").write_text(NOTE, encoding="utf-8")
    notebook = Notebook.open(notes, model=str(small_model))
    answer = notebook.ask("큐는 일을 어떻게 내보내?")
    assert [hit.path for hit in answer.hits] == ["큐.md"]
    assert capfd.readouterr().err == ""  # no progress bar where there is no terminal
    assert notebook.store.setting("model") == str(small_model)
    with notebook.store.engine.reading() as state:
        (kept,) = state.contents()
    assert answer.hits[0].text == "큐는 일을 순서대로 내보낸다.\n급한 일은 먼저 꺼낸다."
    (expected,) = load_model(str(small_model)).encode_passages(chunks(NOTE))
    np.testing.assert_allclose(
        np.frombuffer(kept.vectors, "<f2").reshape(3, -1), expected, atol=1e-3
    )


def test_a_model_that_cannot_be_downloaded(notes: Path) -> None:
    (notes / "a.md").write_text(NOTE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "galpi", "ask", "큐", "--notes", notes, "--model", "no/such"],
        cwd=ROOT,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("galpi: model 'no/such' is no folder here and could not be downloaded (")
    assert line.endswith("); use --model bundled, or the folder of a model you have")


@pytest.mark.parametrize("files", [{}, {"config.json": "{}"}, {"modules.json": "?"}])
def test_a_folder_that_is_no_model(tmp_path: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(ModelError) as error:
        load_model(str(tmp_path)).encode_queries(["큐"])
    message = str(error.value)
    assert message.startswith(f"model '{tmp_path}': {tmp_path} is not a sentence-transformers")
    assert message.endswith("; give another folder or --model bundled")
    assert "\n" not in message


def test_fingerprint_changes_with_the_files(tmp_path: Path) -> None:
    weights, note = tmp_path / "model.safetensors", tmp_path / "README.md"
    seen = set()
    for size, last in [(8, b"a"), (8, b"b"), (3 << 20, b"a"), (3 << 20, b"b"), (1 << 21, b"b")]:
        weights.write_bytes(bytes(size - 1) + last)
        before = fingerprint(tmp_path)
        note.write_text(f"{size}", encoding="utf-8")
        assert fingerprint(tmp_path) == before
        seen.add(before)
    weights.rename(tmp_path / "other.safetensors")
    seen.add(fingerprint(tmp_path))
    assert len(seen) == 6
