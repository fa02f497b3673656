"""Members of a zip archive, of bounded number and size, whatever it would unpack to."""

import io
import zipfile
import zlib
from collections.abc import Callable

MAX_MEMBERS = 10_000
MAX_MEMBER = 30_000_000  # bytes, unpacked
MAX_TOTAL = 200_000_000
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError)


def members(content: bytes, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """By name, in the order of the archive. Raises ValueError when it is none, or too large."""
    found: dict[str, bytes] = {}
    left = MAX_TOTAL
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if len(infos) > MAX_MEMBERS:
                raise ValueError(f"holds {len(infos):,} files, {MAX_MEMBERS:,} are read; split it")
            for info in infos:
                if not info.is_dir() and wanted(_name(info)):
                    with archive.open(info) as member:
                        unpacked = member.read(min(MAX_MEMBER, left) + 1)
                    left -= len(unpacked)
                    if len(unpacked) > MAX_MEMBER or left < 0:
                        size = f"{MAX_MEMBER:,} bytes a file, {MAX_TOTAL:,} in all"
                        raise ValueError(f"unpacks to more than is read ({size}); split it")
                    found[_name(info)] = unpacked
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        RuntimeError,
        NotImplementedError,
    ) as e:
        raise ValueError(f"is broken or locked ({e}); save it again") from e
    return found


def _name(info: zipfile.ZipInfo) -> str:
    """Names without the flag for UTF-8 are read as CP437; those of Korean Windows are CP949."""
    if not info.flag_bits & 0x800:
        raw = info.filename.encode("cp437", "replace")
        for encoding in ("utf-8", "cp949"):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
    return info.filename
