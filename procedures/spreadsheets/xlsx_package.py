"""Finds the parts of an .xlsx that are read, by the relations that the package states."""

import posixpath
from typing import NamedTuple

from procedures.spreadsheets.cell_text import excerpt
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.safe_xml import Attributes, Visitor, ignore, walk
from procedures.spreadsheets.zip_guard import MAX_PARTS, XML, Parts, part_key

_MACROS = frozenset({"vbaProject", "xlMacrosheet", "xlIntlMacrosheet"})


class WorkbookParts(NamedTuple):
    """The parts of a workbook that are read, as bytes of XML."""

    sheets: list[tuple[str, bytes]]
    """Name (safe to print) and part of each worksheet, in the order of the workbook."""
    hidden: list[bool]
    """For each worksheet, whether it is hidden."""
    strings: bytes
    """Shared strings; b"" if there are none."""
    styles: bytes
    """Fonts and number formats (a date is a number with a format of dates); b"" if there are none."""
    from_1904: bool
    """True if dates are days since 1904, as in Excel for Mac: the same number is a date four years later."""


def find_workbook_parts(parts: Parts) -> WorkbookParts:
    """Follow the relations from the package to the workbook, and from there to its parts.

    Raises Unreadable: wrong-type (a zip, but no .xlsx), damaged, dtd, macro.
    """
    # `unpack` counted the tags of the parts with these endings only; no other part may be walked.
    parts = {key: part for key, part in parts.items() if key.endswith(XML)}
    root = package_relations(parts, "").values()
    home = next((target for kind, target in root if kind == "officeDocument"), "")
    if home not in parts:
        raise Unreadable(code="wrong-type")
    relations = package_relations(parts, home)
    by_kind = dict(relations.values())
    if not _MACROS.isdisjoint(by_kind):
        raise Unreadable(code="macro")
    sheets = []
    hidden = []
    names, from_1904 = _sheet_names(home, parts[home])
    for name, relation, unseen in names:
        kind, target = relations.get(relation, ("", ""))
        if kind == "worksheet":
            if target not in parts:
                raise Unreadable(code="damaged", sheet=name)
            sheets.append((name, parts.pop(target)))  # pop: a part can be one sheet only
            hidden.append(unseen)
    return WorkbookParts(
        sheets,
        hidden,
        parts.get(by_kind.get("sharedStrings", ""), b""),
        parts.get(by_kind.get("styles", ""), b""),
        from_1904,
    )


def package_relations(parts: Parts, source: str) -> dict[str, tuple[str, str]]:
    """Return id -> (kind, key of the target part) from the .rels of a part; "" is the package itself.

    Raises Unreadable: wrong-type (there is no .rels), damaged, dtd.
    """
    folder, name = posixpath.split(source)
    key = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str]] = {}

    def start(element: str, attributes: Attributes) -> None:
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            # join() takes a target that begins with / from the root of the package.
            path = posixpath.join("/", folder, attributes.get("Target", ""))
            target = part_key(posixpath.normpath(path))
            found[attributes.get("Id", "")] = (kind, target)

    if key not in parts:
        raise Unreadable(code="wrong-type")
    walk(key, parts[key], Visitor(start, ignore, ignore, ignore))
    return found


def _sheet_names(home: str, data: bytes) -> tuple[list[tuple[str, str, bool]], bool]:
    """Return (name safe to print, relation id, hidden) of each sheet, and `WorkbookParts.from_1904`.

    Raises Unreadable: wrong-type (the part is no workbook), damaged, dtd.
    """
    elements: list[str] = []
    sheets: list[tuple[str, str, bool]] = []
    from_1904 = False

    def start(element: str, attributes: Attributes) -> None:
        nonlocal from_1904
        if element == "workbookPr":
            from_1904 = attributes.get("date1904") in {"1", "true"}
        if not elements:
            elements.append(element)
        if element == "sheet":
            if len(sheets) == MAX_PARTS:
                raise Unreadable(code="damaged", part=home)
            ids = (v for k, v in attributes.items() if k.endswith(":id"))
            unseen = attributes.get("state", "visible") != "visible"
            sheets.append((excerpt(attributes.get("name", "")), next(ids, ""), unseen))

    walk(home, data, Visitor(start, ignore, ignore, ignore))
    if elements != ["workbook"]:
        raise Unreadable(code="wrong-type")
    return sheets, from_1904
