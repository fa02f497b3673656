"""Many programs at once on `galpi serve`: what they are told, how soon, in how much memory.

    python -m bench.load NOTES [--requests 1000]

All connect before the first of them asks. *Again*: a fifth of them, each asking until it is
answered, every time after as long as it was told to wait.
"""

import argparse
import asyncio
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

import httpx

QUESTION = "컨피그맵과 시크릿의 차이는?"
BODY = json.dumps({"question": QUESTION}).encode()
HEAD = (
    "POST /api/v1/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    f"Content-Length: {len(BODY)}\r\nConnection: close\r\n\r\n"
).encode()
Told = tuple[int, float]  # the status, and after how many seconds


@contextmanager
def serving(notes: Path, store: Path) -> Iterator[tuple[int, int]]:
    """The port, and the number of the process."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "galpi", "serve", "--notes", str(notes), "--port", str(port)]
    process = subprocess.Popen([*command, "--store", str(store)], stderr=subprocess.DEVNULL)
    try:
        while not _is_ready(port):
            time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _is_ready(port: int) -> bool:
    try:
        return '"ready"' in httpx.get(f"http://127.0.0.1:{port}/healthz").text
    except httpx.TransportError:
        return False


def megabytes(process: int, what: str) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith(what))
    return int(line.split()[1]) / 1024


async def all_at_once(port: int, count: int, again: bool = False) -> list[Told]:
    connected = asyncio.Barrier(count)
    return await asyncio.gather(*(_one(port, connected, again) for _ in range(count)))


async def _one(port: int, connected: asyncio.Barrier, again: bool) -> Told:
    streams = await asyncio.open_connection("127.0.0.1", port)
    await connected.wait()
    began = time.perf_counter()
    status, wait = await _ask(*streams)
    while again and status == 503:
        await asyncio.sleep(wait)
        status, wait = await _ask(*await asyncio.open_connection("127.0.0.1", port))
    return status, time.perf_counter() - began


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[int, float]:
    """The status, and after how many seconds to come again."""
    writer.write(HEAD + BODY)
    reply = await asyncio.wait_for(reader.read(), 300)
    writer.close()
    await writer.wait_closed()
    _, _, wait = reply.lower().partition(b"retry-after: ")
    return int(reply.split(b" ", 2)[1]), float(wait.split(b"\r", 1)[0] or 0)


def row(name: str, told: list[Told]) -> str:
    counts = Counter(status for status, _ in told)
    seconds = [took for _, took in told]
    shown = ", ".join(f"{status}: {count}" for status, count in sorted(counts.items()))
    last = quantiles(seconds, n=20)[-1]
    return f"| {name} | {shown} | {median(seconds):.2f} | {last:.2f} | {max(seconds):.2f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notes", type=Path)
    parser.add_argument("--requests", type=int, default=1_000)
    args = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as scratch,
        serving(args.notes, Path(scratch)) as (port, pid),
    ):
        asyncio.run(all_at_once(port, 8))  # the first of all loads the most
        before = megabytes(pid, "VmRSS")
        print("| requests at once | told | median, s | p95, s | last, s |")
        print("| --- | --- | --- | --- | --- |")
        told = asyncio.run(all_at_once(port, args.requests))
        print(row(f"{args.requests:,}, once", told), flush=True)
        few = args.requests // 5
        print(row(f"{few:,}, again", asyncio.run(all_at_once(port, few, again=True))))
        print(f"\nmemory: {before:.0f} MB before, {megabytes(pid, 'VmHWM'):.0f} MB at the most")


if __name__ == "__main__":
    main()
