"""The contents of a disk after a power failure: a recorded run, and the images that its crashes leave.

The model: a sync that returned is true. Of what was written to a file since its last sync any
512-byte sectors may be there, old or (some) garbage. Of the names made, removed or moved in a folder
since it was synced, the last ones may be missing. Names in different folders are independent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

SECTOR = 512
TRACED = (
    "pwrite64",
    "write",
    "fdatasync",
    "fsync",
    "ftruncate",
    "?unlink",
    "unlinkat",
    "?rename",
    "renameat",
    "renameat2",
    "?link",
    "linkat",
    "openat",
    "close",
)


class Event(NamedTuple):
    """One change: of a file's bytes, of a name, a sync, or what was said to the person."""

    kind: str  # write, cut, sync, sync-folder, make, unlink, rename, link, say
    path: str
    other: str = ""
    offset: int = 0
    data: bytes = b""


def events(trace: str, folder: Path) -> list[Event]:
    """The changes in a folder from a trace made with `-xx -y -s` large enough; paths relative to it."""
    found: list[Event] = []
    place: dict[str, int] = {}
    for line in trace.splitlines():
        called = re.match(r"(\w+)\((.*)\)\s+= (\d+)", line)
        if not called:
            continue
        name, words, result = called.group(1), called.group(2), int(called.group(3))
        paths = [_text(one) for one in re.findall(r'"((?:\\x..)*)"', words)]
        at = re.match(r"(\d+)<((?:\\x..|[^>])*)>", words)
        held = _text(at.group(2)) if at else ""
        if name in {"write", "pwrite64"}:
            data = bytes(paths[0], "latin-1")[:result]
            if at.group(1) in {"1", "2"}:
                found.append(Event("say", "", data=data))
                continue
            offset = int(words.rsplit(", ", 1)[1]) if name == "pwrite64" else place.get(at.group(1), 0)
            if name == "write":
                place[at.group(1)] = offset + result
            found += [Event("write", one, offset=offset, data=data) for one in _inside(held, folder)]
        elif name == "ftruncate":
            size = int(words.rsplit(", ", 1)[1])
            found += [Event("cut", one, offset=size) for one in _inside(held, folder)]
        elif name in {"fsync", "fdatasync"}:
            kind = "sync-folder" if Path(held).is_dir() else "sync"
            found += [Event(kind, one) for one in _inside(held, folder)]
        elif name == "openat":
            place.pop(str(result), None)
            if "O_CREAT" in words:
                found += [Event("make", one) for one in _inside(paths[0], folder)]
        elif name.startswith("unlink"):
            found += [Event("unlink", one) for one in _inside(paths[0], folder)]
        elif name.startswith(("rename", "link")):
            kind = "rename" if name.startswith("rename") else "link"
            pairs = zip(_inside(paths[0], folder), _inside(paths[1], folder), strict=True)
            found += [Event(kind, one, other) for one, other in pairs]
    return found


def _text(hexed: str) -> str:
    return re.sub(r"\\x(..)", lambda found: chr(int(found.group(1), 16)), hexed)


def _inside(path: str, folder: Path) -> Iterator[str]:
    """The path as seen from the folder, if it lies there; "" is the folder itself."""
    whole = path if path.startswith("/") else f"{folder}/{path}"
    if whole == str(folder) or whole.startswith(f"{folder}/"):
        yield whole[len(str(folder)) + 1 :]


class File:
    """A file's synced bytes and what was written since."""

    def __init__(self, data: bytes = b"") -> None:
        self.synced = data
        self.since: list[tuple[int, bytes | None]] = []  # None: cut to this size

    def whole(self) -> bytes:
        """With everything written."""
        return self.image(None)

    def image(self, rng: Random | None, share: float = 0.5, garbage: float = 0.0) -> bytes:
        """With some of the sectors written since the last sync; all where `rng` is None."""
        data = bytearray(self.synced)
        for offset, written in self.since:
            if written is None:
                if rng is None or rng.random() < share:
                    del data[offset:]
                    data.extend(bytes(max(0, offset - len(data))))
                continue
            for start in range(offset - offset % SECTOR, offset + len(written), SECTOR):
                if rng is not None and rng.random() >= share:
                    continue
                first, last = max(start, offset), min(start + SECTOR, offset + len(written))
                piece = written[first - offset : last - offset]
                if rng is not None and rng.random() < garbage:
                    piece = rng.randbytes(len(piece))
                data.extend(bytes(max(0, last - len(data))))
                data[first:last] = piece
        return bytes(data)


class Disk:
    """A folder as the disk has it, and what is on the way there."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = [File(data) for data in files.values()]
        self.now = {name: n for n, name in enumerate(files)}
        self.synced = dict(self.now)
        self.pending: dict[str, list[tuple[str, str, int]]] = {}

    def do(self, event: Event) -> None:
        """Apply an event."""
        kind, path = event.kind, event.path
        if kind == "write":
            self.files[self.now[path]].since.append((event.offset, event.data))
        elif kind == "cut":
            self.files[self.now[path]].since.append((event.offset, None))
        elif kind == "sync" and path in self.now:
            file = self.files[self.now[path]]
            file.synced, file.since = file.whole(), []
        elif kind == "sync-folder":
            for change in self.pending.pop(path, []):
                _rename(self.synced, change)
        elif kind == "make" and path not in self.now:
            self.files.append(File())
            self._name("+", path, len(self.files) - 1)
        elif kind == "unlink" and path in self.now:
            self._name("-", path, -1)
        elif kind in {"link", "rename"} and path in self.now:
            file = self.now[path]
            if kind == "rename":  # one change of the folder: both names at once
                self._name(f"-{path}", event.other, file)
            else:
                self._name("+", event.other, file)

    def _name(self, how: str, path: str, file: int) -> None:
        change = (how, path, file)
        _rename(self.now, change)
        self.pending.setdefault(path.rpartition("/")[0], []).append(change)

    def image(self, rng: Random | None, how: str) -> dict[str, bytes]:
        """The files after a crash now: "all", "none" or "some" of what is not synced."""
        names = dict(self.synced)
        for changes in self.pending.values():
            kept = {"all": len(changes), "none": 0}.get(how)
            for change in changes[: rng.randint(0, len(changes)) if kept is None else kept]:
                _rename(names, change)
        if how == "some":
            share, garbage = rng.choice((0.0, 0.1, 0.5, 0.9, 1.0)), rng.choice((0.0, 0.0, 0.2))
            return {name: self.files[n].image(rng, share, garbage) for name, n in names.items()}
        return {
            name: self.files[n].whole() if how == "all" else self.files[n].synced for name, n in names.items()
        }


def _rename(names: dict[str, int], change: tuple[str, str, int]) -> None:
    how, path, file = change
    if how == "-":
        names.pop(path, None)
        return
    if how.startswith("-"):
        names.pop(how[1:], None)
    names[path] = file


class Image(NamedTuple):
    """The files that a crash after event `at` may leave, and how it came to them."""

    at: int
    how: str
    files: dict[str, bytes]


def images(before: dict[str, bytes], made: Sequence[Event], rng: Random, each: int) -> Iterator[Image]:
    """For every point of a run: all, nothing and `each` random parts of what was not synced."""
    disk = Disk(before)
    for at in range(len(made) + 1):
        if at:
            disk.do(made[at - 1])
        if at and made[at - 1].kind == "say" and at < len(made):
            continue  # the disk is as it was
        yield Image(at, "all", disk.image(None, "all"))
        yield Image(at, "none", disk.image(None, "none"))
        # Past the end nothing can be lost any more: that is where it must hold.
        for _ in range(each if at < len(made) else 10 * each):
            yield Image(at, "some", disk.image(rng, "some"))
