"""Two databases behind one small interface: how to connect, begin, and name what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class DatabaseSetting(NamedTuple):
    """A setting read back: its name, its value, and whether it may stay as it is."""

    name: str
    value: str
    fine: bool


Query = tuple[str, "Sequence[Any]"]
"""A statement and the values of its parameters."""


class Database(Protocol):
    """A place that holds a register. `mark` is its placeholder for a parameter."""

    dialect: str
    mark: str
    pauses: tuple[float, ...]  # seconds between attempts to reach it again after a fault

    def connect(self) -> Any:
        """A DB-API connection in autocommit mode. Raises a WorkflowError."""
        ...

    def begin(self, connection: Any, *, write: bool) -> None:
        """Begin a transaction; a writer holds the register's lock from here on."""
        ...

    def fetch_all(self, connection: Any, questions: Iterable[Query]) -> list[list[Any]]:
        """The rows of each question, in order; on a server in one round trip."""
        ...

    def pipelined(self, connection: Any) -> Any:
        """A context whose statements may wait for its end to be sent; its end raises what they raise."""
        ...

    def translated_errors(self) -> Any:
        """A context in which the driver's errors become ours."""
        ...

    def stamp_header(self, connection: Any) -> None:
        """Mark the database as a register's, within the transaction that makes the tables."""
        ...

    def exists(self, connection: Any) -> bool:
        """Whether the register's tables are there."""
        ...

    def settings(self, connection: Any) -> Iterator[DatabaseSetting]:
        """What durability and secrecy rest on, as the database itself says it."""
        ...

    def schema_objects(self, connection: Any) -> dict[str, str]:
        """Name -> text of every table, index and trigger there is, to compare with the schema's."""
        ...
