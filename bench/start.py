"""Cold times of the command line: a new process each, imports included.

python -m bench.start NOTES [--runs 5]
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

QUESTION = "컨피그맵과 시크릿의 차이는?"


def seconds(*arguments: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "galpi", *arguments], check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notes", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    print("| command | median of", args.runs, "cold starts, s |\n| --- | --- |")
    with tempfile.TemporaryDirectory() as scratch:
        stores = [str(Path(scratch) / str(run)) for run in range(args.runs)]
        common = ["--notes", str(args.notes), "--store"]
        commands = {
            "--help": [["--help"] for _ in stores],
            "sync, first": [["sync", *common, store] for store in stores],
            "sync, nothing changed": [["sync", *common, store] for store in stores],
            "ask": [["ask", QUESTION, *common, store] for store in stores],
        }
        for name, runs in commands.items():
            print(
                f"| {name} | {median(seconds(*arguments) for arguments in runs):.2f} |", flush=True
            )


if __name__ == "__main__":
    main()
