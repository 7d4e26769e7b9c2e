"""Defines the interface of a database: connect, begin a transaction, translate its errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class DatabaseSetting(NamedTuple):
    """A setting of the database as it reads it back; `acceptable`: False if it endangers data or secrecy."""

    name: str
    value: str
    acceptable: bool


Query = tuple[str, "Sequence[Any]"]
"""A statement and the values of its parameters."""


class Database(Protocol):
    """A database that can hold a register.

    `dialect`: "sqlite" or "postgresql". `mark`: the placeholder of a parameter. `pauses`: seconds to wait
    between attempts to reach it again after a fault.
    """

    dialect: str
    mark: str
    pauses: tuple[float, ...]

    def connect(self) -> Any:
        """Open a DB-API connection in autocommit mode.

        Raises NotFound, StorageFault or WrongFile: when there is no such database, or it is not a register's.
        """
        ...

    def begin(self, connection: Any, *, write: bool) -> None:
        """Begin a transaction; a writer takes the register's lock."""
        ...

    def begin_creation(self, connection: Any) -> None:
        """Begin the transaction that creates the tables."""
        ...

    def fetch_all(self, connection: Any, queries: Iterable[Query]) -> list[list[Any]]:
        """Return the rows of each query, in their order; on a server in one round trip."""
        ...

    def fetch_rows(self, cursor: Any) -> list[Any]:
        """Return all rows of a cursor. Raises StorageFault: when they are more than the database can hold."""
        ...

    def pipelined(self, connection: Any) -> Any:
        """Pipeline mode: statements may be sent together at the end of the block; errors are raised there."""
        ...

    def translated_errors(self) -> Any:
        """Translate the driver's errors in the block: Busy, StorageFault or WrongFile is raised."""
        ...

    def stamp_header(self, connection: Any) -> None:
        """Mark the database as a register's, in the transaction that creates the tables."""
        ...

    def clock(self, connection: Any, /) -> str:
        """Return the time by the database's own clock: UTC, `2025-01-31T08:00:00Z`."""
        ...

    def exists(self, connection: Any) -> bool:
        """Return True if the register's tables are there."""
        ...

    def require_own_triggers(self, connection: Any) -> None:
        """Check, before something is written, that only a register's own triggers will run.

        Raises WrongFile: naming another one.
        """
        ...

    def settings(self, connection: Any) -> Iterator[DatabaseSetting]:
        """Read back the settings on which durability and secrecy depend."""
        ...

    def schema_objects(self, connection: Any) -> dict[str, str]:
        """Return the schema objects that are there, of those that can be compared: name -> definition."""
        ...

    def expected_objects(self, texts: Sequence[str]) -> dict[str, str]:
        """Return the schema objects that `texts` create, in the form of `schema_objects`."""
        ...

    def upgrade(self, connection: Any, texts: Sequence[str]) -> Callable[[], None]:
        """Before derived tables are created anew: make the permanent triggers anew, from `texts`.

        Return a function that gives roles again what they might do with the tables.
        """
        ...
