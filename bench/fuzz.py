"""Random bytes for the readers of notes, the splitter and the offset guarantee, steered by
coverage; each kind of file in a process of its own.

python -m bench.fuzz [--kinds .md .pdf] [--runs 100000] [--max-bytes 3000] [--seconds 60]

Needs `pip install -c constraints.txt -e ".[fuzz]"`. Ends with the input that broke it, if any did,
or that it was at for `SLOW` seconds.
"""

import argparse
import io
import os
import sys
import tempfile
import zipfile
from pathlib import Path

import atheris

from bench.making import as_kind

with atheris.instrument_imports(include=["index", "bench.offsets"]):
    from bench.offsets import check_offsets
    from index.errors import NoteError
    from index.reading import pdf
    from index.reading.kinds import READERS

SECTIONS = [("렌즈", ["렌즈는 보름마다 닦는다.", "- 마른 천"]), ("전구", ["| 값 | 원 |"])]
SEEDS = Path(__file__).parents[1] / "tests" / "notes"
SLOW = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kinds", nargs="+", default=sorted(READERS), choices=sorted(READERS))
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--max-bytes", type=int, default=3_000)
    parser.add_argument("--seconds", type=int, default=0, help="of each kind; 0 for all the runs")
    args = parser.parse_args()
    broken = [kind for kind in args.kinds if _fails(kind, args.runs, args.max_bytes, args.seconds)]
    sys.exit(f"broken: {', '.join(broken)}" if broken else 0)


def _fails(kind: str, runs: int, max_bytes: int, seconds: int) -> bool:
    """libFuzzer ends its process by itself, and would leave the folder behind."""
    print(f"== {kind}", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        process = os.fork()
        if process == 0:
            fuzz(kind, Path(scratch), runs, max_bytes, seconds)
        _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status) != 0


def fuzz(kind: str, scratch: Path, runs: int, max_bytes: int, seconds: int) -> None:
    """What is found on the way goes to `scratch`. Does not return."""
    pdf._in_a_process = pdf._read  # here nothing is seen of another process
    example = as_kind(kind, "등대", SECTIONS)
    members = _members(example)
    seeds = [example, *(bytes([n]) + content for n, content in enumerate(members.values()))]

    def try_one(content: bytes) -> None:
        for file in [content, _around(members, content)] if members and content else [content]:
            try:
                check_offsets(f"책/9-이름{kind}", file)
            except NoteError:
                pass  # told with its reason

    for n, seed in enumerate(seed for seed in seeds if len(seed) <= max_bytes):
        (scratch / f"example{n}").write_bytes(seed)
    limits = [f"-runs={runs}", f"-max_total_time={seconds}", f"-timeout={SLOW}"]
    options = [*limits, f"-max_len={max_bytes}", "-seed=1", "-verbosity=0"]
    places = [f"-artifact_prefix={scratch}/", "-print_final_stats=1", str(scratch), str(SEEDS)]
    atheris.Setup([sys.argv[0], *options, *places], try_one)
    atheris.Fuzz()


def _members(example: bytes) -> dict[str, bytes]:
    if not zipfile.is_zipfile(io.BytesIO(example)):
        return {}
    with zipfile.ZipFile(io.BytesIO(example)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _around(members: dict[str, bytes], content: bytes) -> bytes:
    """An archive in which it is the member that its first byte chooses: random bytes seldom get
    past an archive's checksums.
    """
    chosen = list(members)[content[0] % len(members)]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, own in (members | {chosen: content[1:]}).items():
            archive.writestr(name, own)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
