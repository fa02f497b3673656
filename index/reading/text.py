"""Bytes to text without losing one of them."""

import codecs

MAX_BYTES = 20_000_000  # a note larger than this is no note; splitting it would take minutes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(content: bytes) -> tuple[str, str]:
    """The text without BOM, newlines untouched, and the name of its encoding.

    Raises ValueError, with the reason, for bytes that are not text.
    """
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise ValueError(f"begins as {encoding} but breaks at byte {error.start}") from error
        text, encoding = _decode_legacy(content, error.start)
    if "\0" in text:
        raise ValueError("is not text (it holds NUL bytes); remove it or rename it")
    return text, encoding


def _decode_legacy(content: bytes, broken: int) -> tuple[str, str]:
    """CP949 (which contains EUC-KR), when the detector agrees that this is what it is."""
    from charset_normalizer import from_bytes  # rarely needed

    reason = (
        f"is not UTF-8 text (byte {broken} is not) and no Korean encoding fits; save it as UTF-8"
    )
    if b"\0" in content:
        raise ValueError("is not text (it holds NUL bytes); remove it or rename it")
    guess = from_bytes(content, cp_isolation=["cp949"]).best()
    if guess is None:
        raise ValueError(reason)
    return content.decode("cp949"), "cp949"


def is_text(value: str) -> bool:
    """False when it holds a lone surrogate, as Python reads bytes that are not UTF-8."""
    return not any("\ud800" <= letter <= "\udfff" for letter in value)
