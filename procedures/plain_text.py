"""Decodes the text files that people hand in: UTF-8 with or without a byte order mark, UTF-16 with one."""

from __future__ import annotations

import codecs


class NotUnicode(Exception):
    """The bytes are no such text; `byte` is the 0-based offset of the first wrong one.

    `code` is `code-page` where each byte could be a letter of an old code page, else `encoding`.
    """

    def __init__(self, code: str, byte: int) -> None:
        super().__init__(code, byte)
        self.code = code
        self.byte = byte


def decode_plain(data: bytes) -> str:
    """Return the text of a file, without its byte order mark. Raises NotUnicode."""
    # The mark of UTF-32 begins like that of UTF-16: its text then has NULs.
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    mark = 0 if wide or not data.startswith(codecs.BOM_UTF8) else len(codecs.BOM_UTF8)
    encoding = "utf-16" if wide else "utf-8"
    try:
        text = data[mark:].decode(encoding)
    except UnicodeDecodeError as error:
        one_byte_each = not wide and b"\0" not in data
        raise NotUnicode("code-page" if one_byte_each else "encoding", mark + error.start) from error
    if "\0" in text:  # UTF-16 or UTF-32 without a mark, or a binary file
        before = text[: text.index("\0")].encode(encoding)  # encode() writes the mark of UTF-16 again
        raise NotUnicode("encoding", mark + len(before))
    return text
