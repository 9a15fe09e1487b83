"""Bytes to text."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

SAMPLE = 200_000
"""Bytes shown to the detector: enough to tell, and a large file must not take minutes."""
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
MAGIC = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b"\x28\xb5\x2f\xfd",
    b"\xfd7zXZ\x00",
    b"BZh",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"MZ",
    b"\x00\x00\x00\x18ftyp",
    b"OggS",
    b"ID3",
    b"SQLite format 3",
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, its encoding, and how many characters had to be replaced."""

    text: str
    encoding: str
    replaced: int


def decode(data: bytes) -> Decoded | None:
    """The text of `data`, or None where it is no text: byte order mark, UTF-8, then detection, then replacement."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            text = data.decode(encoding, "replace")
            return Decoded(text.removeprefix("\ufeff"), encoding, text.count("\ufffd"))
    if is_binary(data):
        return None
    try:
        return Decoded(data.decode("utf-8"), "utf-8", 0)
    except UnicodeDecodeError as error:
        if error.start > len(data) - 4 and error.reason == "unexpected end of data":
            return Decoded(data[: error.start].decode("utf-8") + "\ufffd", "utf-8", 1)
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken * 200 < len(text) and any(byte > 0x7F for byte in data[:SAMPLE]) and _has_multibyte(text):
        return Decoded(text, "utf-8", broken)
    from charset_normalizer import from_bytes  # little is of no known encoding, and it takes a while to load

    best = from_bytes(data[:SAMPLE]).best()
    if best is not None and best.encoding not in ("utf_8", "ascii"):
        found = data.decode(best.encoding, "replace")
        return Decoded(found, best.encoding.replace("_", "-"), found.count("\ufffd"))
    return Decoded(text, "utf-8", broken)


def _has_multibyte(text: str) -> bool:
    """True when some characters past ASCII did decode: then it is UTF-8 with damage, not another encoding."""
    return sum(character > "\x7f" and character != "\ufffd" for character in text[:SAMPLE]) > text[:SAMPLE].count(
        "\ufffd"
    )


def is_binary(data: bytes) -> bool:
    """True for what cannot be text: known magic numbers, NUL bytes, many control characters."""
    head = data[:8192]
    if head.startswith(MAGIC):
        return True
    if b"\x00" in head:
        return not _is_utf16(head)
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return controls * 20 > len(head)


def _is_utf16(head: bytes) -> bool:
    """UTF-16 without a mark is not guessed."""
    return False
