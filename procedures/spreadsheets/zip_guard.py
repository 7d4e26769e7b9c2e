"""Inflates the parts of a zip within limits, before anything else reads them.

No spreadsheet library that was tried limits what a file inflates to (README.md has measurements). The
inflated bytes are counted here, because a zip's directory may state wrong sizes, and readers get these
parts, never the file: two readers of one zip can find different parts in it. Memory: at most twice
MAX_UNPACKED. See CWE-409 (decompression bombs), CWE-776 and CWE-611 (DTD).
"""

import zipfile
from collections.abc import Callable
from io import BytesIO

from procedures.spreadsheets.file_signatures import OLE, ZIP
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.safe_xml import Attributes, Visitor, ignore, walk

MAX_UNPACKED = 64 * 2**20
"""Bytes of all inflated parts together (64 MiB)."""
MAX_PARTS = 2_000
"""Entries in the zip, folders included: a sheet with a note, a printer and a drawing has five."""
MAX_RATIO = 150
"""Largest ratio of inflated to packed size, for a part of more than RATIO_FROM bytes."""
RATIO_FROM = 2**20
"""Inflated bytes up to which any ratio is allowed: sheets of empty cells pack very well."""
MAX_TAGS = 3_000_000
"""Tags of all XML parts together; walking takes up to three microseconds for each, a cell has four."""

_CHUNK = 2**16
_LISTED = b"PK\x01\x02"  # begins each entry of the zip's directory
_MACROS = ("vbaproject", "macrosheet")
_MACRO_WORKBOOK = "macroenabled"
_TYPES = "[content_types].xml"

XML = (".xml", ".rels", ".vml")
"""Endings of the names of XML parts; no other part is parsed."""
Parts = dict[str, bytes]
"""Inflated bytes of each part, by `part_key`."""


def part_key(name: str) -> str:
    """Return a part's name in the form in which Excel compares it: lower case, with /, none in front."""
    return name.replace("\\", "/").casefold().lstrip("/")


def unpack(data: bytes) -> Parts:
    """Return every part of an .xlsx or .ods, inflated within the limits.

    Raises Unreadable: wrong-type, other-excel, encrypted, damaged, too-many-parts, doubled-part, bomb,
    macro, dtd, too-many-cells.
    """
    parts = inflated_parts(data, part_key, MAX_PARTS, MAX_UNPACKED)
    _refuse_macros(parts)
    _refuse_dtd(parts)
    xml = (part for key, part in parts.items() if key.endswith(XML))
    tags = sum(part.count(b"<") for part in xml)
    if tags > MAX_TAGS:
        raise Unreadable(code="too-many-cells", count=tags, limit=MAX_TAGS)
    return parts


def inflated_parts(data: bytes, key_of: Callable[[str], str], most_parts: int, most_bytes: int) -> Parts:
    """Return every part of a zip by the key of its name, so many parts of so many bytes together at most.

    Raises Unreadable: wrong-type, other-excel, encrypted, damaged, too-many-parts, doubled-part, bomb.
    """
    if not data.startswith(ZIP):
        raise Unreadable(code=_other_type(data))
    # zipfile makes an object for each entry before it tells their number.
    if data.count(_LISTED) > 2 * most_parts:
        raise Unreadable(code="too-many-parts", limit=most_parts)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _inflated(archive, len(data), key_of, most_parts, most_bytes)
    except Unreadable:
        raise
    except Exception as error:  # the errors of zipfile for damaged files have no common base class
        raise Unreadable(code="damaged") from error


def _other_type(data: bytes) -> str:
    if not data.startswith(OLE):
        return "wrong-type"
    # Excel keeps a workbook that has a password in an OLE container.
    return "encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "other-excel"


def _inflated(
    archive: zipfile.ZipFile, packed: int, key_of: Callable[[str], str], most_parts: int, most_bytes: int
) -> Parts:
    entries = archive.infolist()
    if len(entries) > most_parts:
        raise Unreadable(code="too-many-parts", limit=most_parts)
    parts: Parts = {}
    room = most_bytes
    for entry in entries:
        key = key_of(entry.filename)
        if key in parts:
            raise Unreadable(code="doubled-part", part=entry.filename)
        parts[key] = _inflate(archive, entry, room, packed)
        room -= len(parts[key])
    return parts


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int, packed: int) -> bytes:
    if entry.flag_bits & 1:
        raise Unreadable(code="encrypted", part=entry.filename)
    # bzip2 and lzma inflate without bound inside zipfile; no spreadsheet uses them.
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable(code="damaged", part=entry.filename)
    fair = MAX_RATIO * min(entry.compress_size, packed)
    most = min(room, max(RATIO_FROM, fair))
    inflated = bytearray()
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            inflated += chunk
            if len(inflated) > most:
                raise Unreadable(code="bomb", part=entry.filename, limit=most)
    return bytes(inflated)


def _refuse_macros(parts: Parts) -> None:
    """Refuse parts that are macros by their names or by their types, since either can be disguised.

    A type is that of a part: one that is declared for an ending which no part has says nothing (SheetJS
    declares one of macros for .bin in every file).
    """
    declared, defaults = _declared_types(parts)
    for key in parts:
        kind = declared.get(key) or defaults.get(key.rpartition(".")[2], "")
        is_macro = any(mark in kind for mark in _MACROS)
        if is_macro or key.endswith("vbaproject.bin") or "/macrosheets/" in key:
            raise Unreadable(code="macro", part=key)
    if any(mark in kind for kind in declared.values() for mark in (*_MACROS, _MACRO_WORKBOOK)):
        raise Unreadable(code="macro")


def _declared_types(parts: Parts) -> tuple[dict[str, str], dict[str, str]]:
    """Return the types of an .xlsx in small letters: by `part_key`, and by the ending of a part's name."""
    declared: dict[str, str] = {}
    defaults: dict[str, str] = {}

    def start(element: str, attributes: Attributes) -> None:
        kind = attributes.get("ContentType", "").lower()
        if element == "Override":
            declared[part_key(attributes.get("PartName", ""))] = kind
        elif element == "Default":
            defaults[attributes.get("Extension", "").casefold()] = kind

    if _TYPES in parts:
        walk(_TYPES, parts[_TYPES], Visitor(start, ignore, ignore, ignore))
    return declared, defaults


def _refuse_dtd(parts: Parts) -> None:
    """Refuse a DTD in any XML part; `walk` refuses it too, but not every part is walked."""
    for key, inflated in parts.items():
        if key.endswith(XML):
            plain = inflated.replace(b"\0", b"")  # UTF-16 too
            if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
                raise Unreadable(code="dtd", part=key)
