"""Members of a zip archive, of bounded number and size, whatever it would unpack to."""

import io
import zipfile
from collections.abc import Callable

from index.reading.reasons import told

MAX_MEMBERS = 10_000
MAX_TOTAL = 200_000_000  # bytes, unpacked


class TooLarge(ValueError):
    """It holds, or unpacks to, more than is read."""


def members(content: bytes, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """By name, in the order of the archive. Raises ValueError when it is none, or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = {name: info for info in archive.infolist() if wanted(name := _name(info))}
            _check_size(list(found.values()))
            return {name: archive.read(info) for name, info in found.items()}
    except TooLarge:
        raise
    except Exception as error:  # a broken archive breaks its reader in every way there is
        why = " ".join(str(error).split())[:200]
        raise ValueError(told("archive", why=why)) from error


def _check_size(infos: list[zipfile.ZipInfo]) -> None:
    """No member is read beyond the size that the archive states."""
    if len(infos) > MAX_MEMBERS:
        raise TooLarge(told("members", size=len(infos), most=MAX_MEMBERS))
    total = sum(info.file_size for info in infos)
    if total > MAX_TOTAL:
        raise TooLarge(told("bomb", size=total, most=MAX_TOTAL))


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
