"""Tells whether a register uses a life cycle of its own, which no released version of the program has."""

from __future__ import annotations

from procedures.lifecycle import RELEASED
from workflow.definition import definition_digest
from workflow.storage.rows import Register


def own_definition(register: Register) -> str:
    """Return the SHA-256 (hex) of a register's life cycle where no released version has it, else ""."""
    digest = definition_digest(register.definition)
    return "" if digest in RELEASED else digest
