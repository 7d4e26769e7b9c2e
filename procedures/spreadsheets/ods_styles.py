"""Collects what the styles of an .ods say that its contents do not: fonts of cells, hidden tables."""

from procedures.spreadsheets.legacy_fonts import encoding_of
from procedures.spreadsheets.safe_xml import Attributes

_PARENTS = 8  # styles above a style; LibreOffice writes two


class OdsStyles:
    """Collects what styles of cells and tables say: legacy fonts, by their names, and hidden tables."""

    def __init__(self) -> None:
        self.families: dict[str, str] = {}  # name of a font face in this file -> name of the font
        self.fonts: dict[str, str] = {}  # style -> encoding of its own font
        self.parents: dict[str, str] = {}  # style -> style above it; "" is the default style
        self.style = ""  # the style whose element is open; "\0" for styles of other things than cells
        self.table = ""  # the style of tables whose element is open
        self.hidden_tables: set[str] = set()

    def start(self, name: str, attributes: Attributes) -> None:
        """Take an element of the part of styles, or of the styles in the part of contents."""
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "font-face":
            self.families[plain.get("name", "")] = plain.get("font-family", "")
        elif name in {"style", "default-style"}:
            self.style = plain.get("name", "") if plain.get("family") == "table-cell" else "\0"
            self.parents[self.style] = plain.get("parent-style-name", "")
            self.table = plain.get("name", "") if plain.get("family") == "table" else ""
        elif name == "table-properties" and plain.get("display") == "false":
            self.hidden_tables.add(self.table)
        elif name == "text-properties" and "font-name" in plain:
            face = plain["font-name"]
            self.fonts[self.style] = encoding_of(self.families.get(face, face))

    def encoding(self, style: str) -> str:
        """Return the encoding of a style's font: its own, else of the nearest style above, else "".

        The search ends after eight styles, so that styles above each other in a circle end it too.
        """
        for _ in range(_PARENTS):
            if style in self.fonts or not style:
                break
            style = self.parents.get(style, "")
        return self.fonts.get(style, "")
