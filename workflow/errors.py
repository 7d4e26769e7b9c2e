"""Everything that can go wrong beneath a command, as one tree.

WorkflowError
├── BrokenDefinition   a definition that fails its static checks
├── BadIntent          bytes that are not an intent of this format
├── Unsignable         a key that cannot be read, opened or used
├── NotFound           a register, subject or entry that does not exist
├── Busy               another writer holds the register; try again
└── StorageFault       the disk, the file or the server refuses
    ├── WrongFile      not a register, or one of another format
    └── StaleTables    derived tables made by another version of the program

A refused act is no error: it is the value `Refused`, with every reason (see `decision`).
"""

from __future__ import annotations


class WorkflowError(Exception):
    """Base of all. `code` is stable; `values` name what the sentence for a person needs."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = {name: str(value) for name, value in values.items()}

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.code}: {told}" if told else self.code


class BrokenDefinition(WorkflowError):
    """A definition that fails its static checks."""


class BadIntent(WorkflowError):
    """Bytes that are not an intent, an entry or an enclosure of this format."""


class Unsignable(WorkflowError):
    """A key that cannot be read, opened or used."""


class NotFound(WorkflowError):
    """A register, subject or entry that does not exist."""


class Busy(WorkflowError):
    """Another writer holds the register; nothing was written."""


class StorageFault(WorkflowError):
    """The disk, the file or the server refuses."""


class WrongFile(StorageFault):
    """Not a register, or a register of another format."""


class StaleTables(StorageFault):
    """Derived tables made by another version of the program: `rebuild` makes them anew."""
