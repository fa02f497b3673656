"""Embedding models: the bundled one against two other programs, and one of the user's own."""

import os
import subprocess
import sys
from pathlib import Path

import model2vec
import numpy as np
import pytest

from index.embedding.models import load_model
from index.embedding.static_model import StaticModel
from index.embedding.vectors import BUNDLED, BUNDLED_FOLDER, STATIC, STATIC_FOLDER, Vectors
from index.errors import ModelError
from qa import Notebook
from training.unpack import save, unpack

ROOT = Path(__file__).parents[1]
TEXTS = [
    "파드가 죽으면 누가 다시 띄워 줘?",
    "Who restarts a dead pod?",
    "Deployment는 ReplicaSet을 관리함. `spec.replicas: 3`",
    "가" * 3_000,
    "",
    " \n",
]
UNKNOWN = "\u0e01\ue000"  # a Thai letter and one for private use: no piece but the unknown one
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


def static(texts: list[str]) -> Vectors:
    return load_model(STATIC).encode_documents(texts)


def test_bundled_vectors() -> None:
    model = load_model()
    vectors = model.encode_documents(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (6, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), np.ones(6), atol=1e-6)
    assert model.encode_queries([]).shape[0] == 0


def test_bundled_vectors_do_not_depend_on_the_texts_beside_them() -> None:
    model = load_model()
    alone = [model.encode_documents([text])[0] for text in TEXTS]
    np.testing.assert_array_equal(model.encode_queries(TEXTS), alone)


def test_bundled_brings_the_languages_together() -> None:
    model = load_model()
    korean, english, other = model.encode_queries([*TEXTS[:2], "리액트에서 상태를 올리는 법"])
    assert korean @ english > 0.6 > 0.3 > korean @ other


def test_static_vectors_have_length_one_or_zero() -> None:
    vectors = static(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (6, 512)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 1, 1, 1, 0, 0], atol=1e-6)
    assert static([]).shape == (0, 512)
    np.testing.assert_array_equal(load_model(STATIC).encode_queries(TEXTS), vectors)


def test_static_is_what_model2vec_reads() -> None:
    model = model2vec.StaticModel.from_pretrained(STATIC_FOLDER)
    # It reads at most 512 pieces of a text, and drops unknown ones.
    np.testing.assert_allclose(model.encode(TEXTS, max_length=None), static(TEXTS), atol=1e-6)
    assert not model.encode([UNKNOWN]).any()


def test_static_is_what_sentence_transformers_reads() -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(STATIC_FOLDER), device="cpu", local_files_only=True)
    texts = [*TEXTS, UNKNOWN]
    np.testing.assert_allclose(model.encode(texts), static(texts), atol=1e-6)


def test_pieces_add_up_to_the_text() -> None:
    model = StaticModel(STATIC_FOLDER)
    ids = model.tokenizer.encode(TEXTS[0], add_special_tokens=False).ids
    mean = model.pieces(np.array(ids)).mean(axis=0)
    np.testing.assert_allclose(mean / np.linalg.norm(mean), model.encode(TEXTS[:1])[0], atol=1e-6)


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


def test_bundled_is_what_sentence_transformers_reads_when_unpacked(tmp_path: Path) -> None:
    """But for the rounding of activations to int8."""
    from sentence_transformers import SentenceTransformer

    save(unpack(BUNDLED_FOLDER), BUNDLED_FOLDER, tmp_path)
    theirs = SentenceTransformer(str(tmp_path), device="cpu").encode(TEXTS)
    assert (np.sum(theirs * load_model(BUNDLED).encode_queries(TEXTS), axis=1) > 0.98).all()


def test_prompts_of_another_model(small_model: Path) -> None:
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(small_model), device="cpu", prompts=PROMPTS)
    ours = load_model(str(small_model))
    texts = ["큐는 일을 내보낸다.", "급한 일"]
    queries, documents = ours.encode_queries(texts), ours.encode_documents(texts)
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
    with notebook.store.reading() as connection:
        ((vectors,),) = connection.execute("SELECT vectors FROM contents")
    assert answer.hits[0].text == "큐는 일을 순서대로 내보낸다.\n급한 일은 먼저 꺼낸다."
    expected = load_model(str(small_model)).encode_documents(
        ["3장 줄서기: 큐는 일을 순서대로 내보낸다.", "3장 줄서기: 급한 일은 먼저 꺼낸다."]
    )
    np.testing.assert_allclose(np.frombuffer(vectors, "<f2").reshape(2, -1), expected, atol=1e-3)


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
        before = StaticModel(tmp_path).fingerprint
        note.write_text(f"{size}", encoding="utf-8")
        assert StaticModel(tmp_path).fingerprint == before
        seen.add(before)
    weights.rename(tmp_path / "other.safetensors")
    seen.add(StaticModel(tmp_path).fingerprint)
    assert len(seen) == 6
