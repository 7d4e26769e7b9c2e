"""Keeps the gettext catalogues: `python -m procedures.wording.catalogue` collects and compiles.

Messages come from the source (Babel), stable names from `terms`, and the sentences of Click and Typer
from their source. It needs Babel (extra `test`); the program reads the compiled catalogues only.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from procedures.paths import LOCALES, PROJECT
from procedures.wording.language import CATALOGUE, LANGUAGES
from procedures.wording.terms import TERMS, fields

_DATE = datetime(2023, 6, 15, tzinfo=UTC)  # a fixed date: today's would change the files at every run
_KEYWORDS = {"_": None, "N_": None}
_CLICK = ("core", "exceptions", "parser", "termui", "types", "decorators", "formatting")
_TYPER = ("core",)
_CLICK_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}


def collected_messages() -> Catalog:
    """Return a catalogue of every message, untranslated, in a stable order."""
    found = Catalog(project="tinhgon", charset="utf-8", fuzzy=False)
    sources = [(PROJECT / "procedures", "**.py"), (PROJECT, "cli.py")]
    for folder, pattern in sources:
        for name, _line, message, _comments, context in extract_from_dir(
            folder, [(pattern, "python")], keywords=_KEYWORDS
        ):
            if not (folder == PROJECT and name != "cli.py"):
                found.add(message, context=context, locations=[(name, 1)])
    for message in _foreign():
        found.add(message, locations=[("click", 1)])
    for kind, names in (*TERMS.items(), ("field", fields())):
        for name in names:
            found.add(name, context=kind, locations=[("terms", 1)])
    return found


def updated_catalogue(lang: str) -> Catalog:
    """Return the catalogue of a language with its translations, for the messages there are now."""
    path = po_path(lang)
    held = read_po(io.BytesIO(path.read_bytes()), locale=lang) if path.exists() else Catalog(lang)
    fresh = Catalog(
        lang,
        header_comment="# Tinh Gọn",
        project="tinhgon",
        charset="utf-8",
        fuzzy=False,
        creation_date=_DATE,
        revision_date=_DATE,
    )
    for message in collected_messages():
        if message.id:
            old = held.get(message.id, message.context)
            fresh.add(message.id, old.string if old else "", context=message.context)
    return fresh


def mo_bytes(catalogue: Catalog) -> bytes:
    """Return a catalogue in its binary form (.mo)."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def po_path(lang: str) -> Path:
    """Return the path of the catalogue that people edit (.po)."""
    return LOCALES / lang / "LC_MESSAGES" / f"{CATALOGUE}.po"


def _foreign() -> list[str | tuple[str, ...]]:
    import click  # a tool for developers
    import typer

    found: list[str | tuple[str, ...]] = []
    for package, names in ((click, _CLICK), (typer, _TYPER)):
        folder = Path(str(package.__file__)).parent
        for name in names:
            rows = extract_from_file("python", folder / f"{name}.py", keywords=_CLICK_KEYWORDS)
            found += [row[1] for row in rows]
    return found


def main() -> None:
    """Write both catalogues."""
    for lang in LANGUAGES:
        catalogue = updated_catalogue(lang)
        path = po_path(lang)
        path.parent.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        write_po(buffer, catalogue, width=100, no_location=True, sort_output=True)
        path.write_bytes(buffer.getvalue())
        path.with_suffix(".mo").write_bytes(mo_bytes(catalogue))
        missing = [message.id for message in catalogue if message.id and not message.string]
        print(f"{lang}: {len(catalogue)} messages, {len(missing)} without translation")  # noqa: T201


if __name__ == "__main__":
    main()
