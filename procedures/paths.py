"""Defines the folders of the program's own files, so that no other module counts folders upwards."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent
PROJECT = PACKAGE.parent  # holds cli.py and workflow/ beside this package
DATA = PACKAGE / "data"  # rules, programmes, incomes, shapes, table texts
INPUT_TEMPLATES = DATA / "templates"  # files that people fill in: cost.toml, proposal.toml ...
LOCALES = PACKAGE / "locale"  # gettext catalogues, one folder for each language
PAPER_TEMPLATES = PACKAGE / "papers" / "templates"  # official papers: .docx and .typ
