"""Writes files whole and durably, never over another file."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from workflow.errors import StorageFault
from workflow.storage.files import commit_file, require_free_name, write_durably


def write_new_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises StorageFault: when the file exists, or cannot be written.
    """
    try:
        write_durably(path, data)
    except FileExistsError as error:
        raise StorageFault("file-exists", path=path) from error
    except OSError as error:
        raise StorageFault("cannot-write", path=path, why=error.strerror) from error


def make_folder(folder: Path) -> None:
    """Make a folder, with those above it.

    Raises StorageFault: when it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageFault("cannot-write", path=folder, why=error.strerror) from error


@contextlib.contextmanager
def temporary_file(target: Path) -> Iterator[Path]:
    """Yield a path beside `target` to be written; it gets the name `target` at the end, or is removed.

    Raises StorageFault: when there is such a file already, or none can be made.
    """
    draft = Path(f"{target}.part")  # "." has no name to change
    try:
        require_free_name(target)
        yield draft
        commit_file(draft, target)
    except FileExistsError as error:
        raise StorageFault("file-exists", path=target) from error
    except OSError as error:
        raise StorageFault("cannot-write", path=target, why=error.strerror) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
