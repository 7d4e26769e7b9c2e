"""Reads and writes OLE containers ([MS-CFB]), in which Excel kept its files until 2007.

A container is a small file system: streams lie in sectors that a table chains. A chain is followed for
at most as many sectors as the file has, so a chain in a circle ends, and no stream is larger than the
file. olefile reads the same streams (README.md says why it is not used).
"""

import struct
from typing import NamedTuple

from procedures.spreadsheets.file_signatures import OLE
from procedures.spreadsheets.problems import Unreadable

MAX_CONTAINER = 109 * 128 * 512
"""Bytes of the largest container that is read (6.8 MiB): the reach of the list of tables in its header.

At this size no file that was made for the purpose took more than four seconds and 160 MB: half a million
references to one long string, a million and a half strings of one letter, a million numbers.
"""

_HEADER = 512
_ENTRY = 128
_STREAM, _ROOT = 2, 5  # kinds of directory entries
_SMALL = 4096  # smaller streams lie in sectors of 64 bytes inside the root's stream
_NONE = 0xFFFFFFFA  # this and larger sector numbers mean: no further sector
_END, _IS_TABLE = 0xFFFFFFFE, 0xFFFFFFFD
_DIRECTORY_ENTRY = struct.Struct("<64sHBB48xII4x")
_PAGE = 512  # bytes of a sector in the containers written here


class _Entry(NamedTuple):
    name: str
    kind: int
    start: int
    size: int


class OleContainer:
    """The directory of a container, and its streams by name."""

    def __init__(self, data: bytes) -> None:
        """Read the header, the table and the directory. Raises Unreadable: too-large, damaged."""
        self._data = data
        if len(data) > MAX_CONTAINER:
            raise Unreadable(code="too-large", limit=MAX_CONTAINER)
        if len(data) < _HEADER or not data.startswith(OLE):
            raise Unreadable(code="damaged")
        shift, small = struct.unpack_from("<HH", data, 30)
        if shift not in {9, 12} or small != 6:  # noqa: PLR2004 - versions 3 and 4, small sectors of 64 bytes
            raise Unreadable(code="damaged")
        self._size = 1 << shift
        directory, _, cutoff, small_table = struct.unpack_from("<IIII", data, 48)
        if cutoff != _SMALL:
            raise Unreadable(code="damaged")
        self._table = self._chains()
        self._entries = list(self._directory(self._chain(directory)))
        root = next((one for one in self._entries if one.kind == _ROOT), None)
        if root is None:
            raise Unreadable(code="damaged")
        self._small = self._chain(root.start)[: root.size]
        self._small_table = _numbers(self._chain(small_table))

    @property
    def names(self) -> list[str]:
        """The names of all streams and folders, in the order of the directory, without their paths."""
        return [one.name for one in self._entries]

    def stream(self, name: str) -> bytes | None:
        """Return the stream of a name, compared without case; None if there is none.

        Raises Unreadable: doubled-part (two streams of that name), damaged (shorter than it should be).
        """
        found = [
            one for one in self._entries if one.kind == _STREAM and one.name.casefold() == name.casefold()
        ]
        if not found:
            return None
        if len(found) > 1:
            raise Unreadable(code="doubled-part", part=name)
        if found[0].size >= _SMALL:
            whole = self._chain(found[0].start)
        else:
            whole = _follow(self._small, self._small_table, found[0].start, 64, 0)
        if len(whole) < found[0].size:
            raise Unreadable(code="damaged", part=name)
        return whole[: found[0].size]

    def _chain(self, start: int) -> bytes:
        return _follow(self._data, self._table, start, self._size, self._size)

    def _chains(self) -> list[int]:
        """Return the table sector -> next sector, from the sectors that the header lists."""
        listed = struct.unpack_from("<109I", self._data, 76)
        places = [(sector + 1) * self._size for sector in listed if sector < _NONE]
        return _numbers(b"".join(self._data[place : place + self._size] for place in places))

    @staticmethod
    def _directory(data: bytes) -> list[_Entry]:
        found = []
        for place in range(0, len(data) - _ENTRY + 1, _ENTRY):
            name, length, kind, _, start, size = _DIRECTORY_ENTRY.unpack_from(data, place)
            if kind:
                plain = name[: max(0, min(length, 64) - 2)].decode("utf-16-le", errors="replace")
                found.append(_Entry(plain, kind, start, size))
        return found


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack_from(f"<{len(data) // 4}I", data))


def _follow(data: bytes, table: list[int], start: int, size: int, first: int) -> bytes:
    """Return the sectors of a chain, joined: each `size` bytes, sector 0 at offset `first`."""
    found: list[bytes] = []
    sector = start
    most = len(data) // size + 1
    while sector < _NONE:
        if sector >= len(table) or len(found) > most:  # outside the table, or in a circle
            raise Unreadable(code="damaged")
        place = first + sector * size
        found.append(data[place : place + size])
        sector = table[sector]
    return b"".join(found)


def write_container(name: str, stream: bytes) -> bytes:
    """Return a container with one stream. Raises Unreadable: too-large (past MAX_CONTAINER)."""
    size = max(len(stream), _SMALL)
    pages = -(-size // _PAGE)
    each = _PAGE // 4
    tables = 1
    while tables * each < pages + tables + 1:
        tables += 1
    table = [*range(1, pages), _END, _END, *[_IS_TABLE] * tables]
    table += [0xFFFFFFFF] * (tables * each - len(table))
    if tables > 109:  # noqa: PLR2004 - see MAX_CONTAINER
        raise Unreadable(code="too-large", limit=MAX_CONTAINER)
    listed = [*range(pages + 1, pages + 1 + tables), *[0xFFFFFFFF] * (109 - tables)]
    header = (
        OLE
        + bytes(16)
        + struct.pack("<HHHHH6xIIIIIIIII", 62, 3, 0xFFFE, 9, 6, 0, tables, pages, 0, _SMALL, _END, 0, _END, 0)
    )
    header += struct.pack("<109I", *listed)
    directory = _directory_entry("Root Entry", _ROOT, _END, 0, child=1)
    directory += _directory_entry(name, _STREAM, 0, size)
    return b"".join(
        (
            header,
            stream.ljust(pages * _PAGE, b"\0"),
            directory.ljust(_PAGE, b"\0"),
            struct.pack(f"<{len(table)}I", *table),
        )
    )


def _directory_entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    plain = name.encode("utf-16-le")
    links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
    head = plain.ljust(64, b"\0") + struct.pack("<HBB", len(plain) + 2, kind, 1)
    return head + links + bytes(36) + struct.pack("<IQ", start, size)
