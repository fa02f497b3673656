"""One step of a peer, in a process of its own and in the peer's environment.

python -m bench.peers.step MODULE sync NOTES STORE MODEL
python -m bench.peers.step MODULE searching NOTES STORE MODEL QUESTIONS.json ASKED.json
"""

import json
import sys
import time
from importlib import import_module
from pathlib import Path


def main() -> None:
    module, step, notes, store, model, *files = sys.argv[1:]
    done = getattr(import_module(f"bench.peers.{module}"), step)(Path(notes), Path(store), model)
    if files:
        questions, asked = map(Path, files)
        found = []
        for question in json.loads(questions.read_text("utf-8")):
            began, worked = time.perf_counter(), time.process_time()
            paths = done(question)
            seconds, cores = time.perf_counter() - began, time.process_time() - worked
            found.append({"paths": paths, "seconds": seconds, "cores": cores})
        asked.write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main()
