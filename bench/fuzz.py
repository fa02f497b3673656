"""Random bytes for the readers of notes, the splitter and the offset guarantee, steered by
coverage. The first byte of an input chooses the kind of file.

python -m bench.fuzz [--runs 100000] [--max-bytes 2000]

Needs `pip install -c constraints.txt -e ".[fuzz]"`. Ends with the input that broke it, if any did.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["index", "bench.offsets"]):
    from bench.offsets import check_offsets
    from index.errors import NoteError

# Not .pdf, which is read in a process of its own, by another library.
KINDS = [".md", ".html", ".org", ".rst", ".csv", ".ipynb", ".epub", ".docx", ".zip"]
SEEDS = Path(__file__).parents[1] / "tests" / "notes"


def try_one(content: bytes) -> None:
    try:
        check_offsets(
            f"책/9-이름{KINDS[content[0] % len(KINDS)] if content else '.md'}", content[1:]
        )
    except NoteError:
        pass  # told with its reason


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--max-bytes", type=int, default=2_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        process = os.fork()  # it ends by itself and would leave the folder behind
        if process == 0:
            fuzz(Path(scratch), args.runs, args.max_bytes)
        _, status = os.waitpid(process, 0)
    sys.exit(os.waitstatus_to_exitcode(status))


def fuzz(scratch: Path, runs: int, max_bytes: int) -> None:
    """What is found on the way goes to `scratch`. Does not return."""
    options = [f"-runs={runs}", f"-max_len={max_bytes}", "-seed=1", "-verbosity=0"]
    places = [f"-artifact_prefix={scratch}/", "-print_final_stats=1", str(scratch), str(SEEDS)]
    atheris.Setup([sys.argv[0], *options, *places], try_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
