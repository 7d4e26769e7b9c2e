"""Defines the errors of the engine as one tree of classes.

WorkflowError
├── BrokenDefinition   a definition that fails its static checks
├── BadAddress         a register's address of an unknown form
├── BadIntent          bytes that are not an intent of this format
├── Unsignable         a key that cannot be read, opened or used
├── NotFound           a register, subject or entry that does not exist
├── Busy               another writer holds the lock; nothing was written
└── StorageFault       the disk, the file or the server refuses
    ├── Unreachable    not to be read now, or not by this account; nothing is said of what is there
    ├── WrongFile      not a register, or one of another format
    └── StaleTables    derived tables made by another version of the program

A refused act is no error: it is the value `decision.Refused`, with all reasons.
"""

from __future__ import annotations


class WorkflowError(Exception):
    """Base of all. `code`: stable, in kebab-case. `values`: name -> text, for the sentence to the user."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = {name: str(value) for name, value in values.items()}

    def __str__(self) -> str:
        pairs = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.code}: {pairs}" if pairs else self.code


class BrokenDefinition(WorkflowError):
    """A definition that fails its static checks."""


class BadAddress(WorkflowError):
    """An address that leads to no register: of an unknown scheme or form."""


class BadIntent(WorkflowError):
    """Bytes that are not an intent, an entry or an enclosure of this format."""


class Unsignable(WorkflowError):
    """A key that cannot be read, opened or used."""


class NotFound(WorkflowError):
    """A register, subject or entry that does not exist."""


class Busy(WorkflowError):
    """Another writer holds the lock; nothing was written."""


class StorageFault(WorkflowError):
    """The disk, the file or the server refuses."""


class Unreachable(StorageFault):
    """Storage that cannot be read or written now, or not by this account: no sign of damage."""


class WrongFile(StorageFault):
    """Not a register, or a register of another format."""


class StaleTables(StorageFault):
    """Derived tables made by another version of the program; `Store.rebuild` makes them again."""
