"""Which address is listened on, for whom, and what is offered there."""

from dataclasses import dataclass
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path

from chat.server.errors import UiError


@dataclass(frozen=True, kw_only=True)
class Options:
    host: str = "127.0.0.1"
    port: int = 7860
    auth: str | None = None  # USER:PASSWORD
    mcp: bool = False
    read_only: bool = False  # whether nobody may add notes over it
    notes: tuple[Path, ...] = ()  # the folders of the notebooks, which may be yet to be made
    agents_sync: bool = False  # whether agents may sync, too; all else they do is reading
    metrics: bool = False

    def __post_init__(self) -> None:
        """Raises UiError for what would be unsafe or cannot work."""
        if not is_loopback(self.host) and self.auth is None:
            raise UiError(
                f"{self.host} can be reached by other machines, which could read all notes; "
                f"give --auth USER:PASSWORD, or leave --host away",
                f"{self.host}에는 다른 컴퓨터도 들어와 노트를 모두 읽을 수 있습니다. "
                f"--auth 이름:비밀번호를 주거나 --host를 빼세요.",
            )
        if self.auth is not None and not all(self.auth.partition(":")):
            raise UiError(
                "--auth is not of the form USER:PASSWORD, with neither of them empty",
                "--auth가 이름:비밀번호 꼴이 아닙니다. 둘 다 비우지 말고 적으세요.",
            )
        if self.mcp:
            check_extra("mcp", "mcp")
        if self.metrics:
            check_extra("metrics", "prometheus_client")

    @property
    def may_add(self) -> bool:
        """Whether whoever reaches it may put files into the notes folder."""
        return not self.read_only and (is_loopback(self.host) or self.auth is not None)

    @property
    def hosts(self) -> frozenset[str] | None:
        """The host names to answer to; None for any, as with 0.0.0.0 they cannot be known."""
        if self.host in ("0.0.0.0", "::"):
            return None
        return frozenset([self.host.lower(), "127.0.0.1", "localhost", "::1"])


def check_extra(extra: str, module: str) -> None:
    """Raises UiError when what comes with that extra is not installed."""
    if find_spec(module) is None:
        raise UiError(
            f"{extra} needs the package {module}: pip install -c constraints.txt -e '.[{extra}]'",
            f"{extra}에는 {module} 패키지가 있어야 합니다: "
            f"pip install -c constraints.txt -e '.[{extra}]'",
        )


def port_taken(options: Options) -> UiError:
    return UiError(
        f"port {options.port} of {options.host} is taken; give another with --port",
        f"{options.host}의 {options.port}번 포트를 다른 프로그램이 쓰고 있습니다. --port로 다른 "
        f"포트를 주세요.",
    )


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
