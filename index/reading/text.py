"""Bytes to text without losing one of them."""

import codecs
import re

from index.reading.reasons import told

MAX_BYTES = 20_000_000  # a note larger than this is no note; splitting it would take minutes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_ISO_2022_KR = b"\x1b$)C"
# As the detector calls them, and as Python does.
_KOREAN = {"cp949": "cp949", "johab": "johab", "iso2022_kr": "iso2022_kr"}
_WIDE = {"utf_16_le": "utf-16-le", "utf_16_be": "utf-16-be"}
_USUAL = re.compile(r"[가-힣 -~\r\n\t]")
_HANGUL = re.compile(r"[가-힣]")


def decode(content: bytes) -> tuple[str, str]:
    """The text without BOM, newlines untouched, and the name of its encoding.

    Raises ValueError, with the reason, for bytes that are not text.
    """
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), "utf-8")
    if encoding == "utf-8" and (_ISO_2022_KR in content or b"\0" in content):
        return _decode_legacy(content, told("nul"))
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise ValueError(told("bom", encoding=encoding, byte=error.start)) from error
        return _decode_legacy(content, told("encoding", byte=error.start))
    if "\0" in text:
        raise ValueError(told("nul"))
    return text, encoding


def _decode_legacy(content: bytes, reason: str) -> tuple[str, str]:
    """In one of the encodings of Korean, when the detector agrees that this is what it is."""
    from charset_normalizer import from_bytes  # rarely needed

    wide = b"\0" in content
    names = _WIDE if wide else _KOREAN
    for name in (found.encoding for found in from_bytes(content, cp_isolation=list(names))):
        # It knows UTF-16 by its bytes alone, and takes pictures for some.
        text = content.decode(name)
        if "\0" not in text and (name == "cp949" or _is_korean(text)):
            return text, names[name]
    raise ValueError(reason)


def _is_korean(text: str) -> bool:
    """Nearly all of it is Hangul or ASCII, and nothing is a control character."""
    usual = len(_USUAL.findall(text))
    return usual >= 0.9 * len(text) and _HANGUL.search(text) is not None


def is_text(value: str) -> bool:
    """False when it holds a lone surrogate, as Python reads bytes that are not UTF-8."""
    return not any("\ud800" <= letter <= "\udfff" for letter in value)
