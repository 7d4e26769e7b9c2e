"""Changes files of papers as somebody with an editor would: parts of a package, words in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

Change = bytes | Callable[[bytes], bytes]


def repacked(data: bytes, changes: Mapping[str, Change]) -> bytes:
    """A package with parts changed, or added where they are bytes of a new name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        for name in names:
            change = changes.get(name, b"")
            new.writestr(name, change(old.read(name)) if callable(change) else change or old.read(name))
        for name, change in changes.items():
            if name not in names:
                assert isinstance(change, bytes)
                new.writestr(name, change)
    return buffer.getvalue()


def replaced(old: str, new: str, count: int = 1) -> Callable[[bytes], bytes]:
    """A change of words in a part, which must be there; -1 for `count` is all of them."""

    def change(data: bytes) -> bytes:
        assert old.encode() in data, old
        return data.replace(old.encode(), new.encode(), count)

    return change


def related(kind: str, target: str, key: str = "rIdNew") -> Callable[[bytes], bytes]:
    """A change of a part of relations: one more, of a kind such as "comments"."""
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    told = f'<Relationship Id="{key}" Type="{space}/{kind}" Target="{target}"/>'
    return replaced("</Relationships>", f"{told}</Relationships>")
