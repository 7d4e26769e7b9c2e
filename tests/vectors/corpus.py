"""The corpus as files: a vector is good/ with some lines changed. README.md says how to read one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.vectors.forge import GOOD, Bundle, Files

FOLDER = GOOD.parent
KEPT = "checkpoints/kept.txt"
_PLAIN = re.compile(r"(?:(?!''')[^\x00-\x08\x0b-\x1f\x7f\ufeff])*(?<!')\n")


class Vector(NamedTuple):
    """One kind of tampering. `finds` is the first finding, "CODE PLACE", or "nothing".

    `rules` is the first finding of who also asks for the program's rules, where that is another.
    `kept` is a checkpoint that was kept elsewhere, and `kept_finds` what is found with it.
    `unseen_by` names verifiers that do not look at this, and find nothing.
    """

    name: str
    what: str
    finds: str
    changes: tuple[dict[str, Any], ...] = ()
    rules: str = ""
    why: str = ""
    unseen_by: tuple[str, ...] = ()
    kept: str = ""
    kept_finds: str = ""


def vector(name: str, finds: str, what: str, good: Files, made: Bundle | Files, **more: Any) -> Vector:
    """An attack on the good bundle, as a vector."""
    changes = difference(good, made.made() if isinstance(made, Bundle) else made)
    assert changes, name
    return Vector(name, what, finds, changes, **more)


def stored(folder: Path = GOOD) -> Files:
    """The files of a bundle."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def vectors() -> Iterator[Vector]:
    """Every vector, by name."""
    for path in sorted(FOLDER.glob("*.toml")):
        data = tomllib.loads(path.read_bytes().decode())
        changes, unseen = data.pop("change", ()), data.pop("unseen_by", ())
        yield Vector(path.stem, changes=tuple(changes), unseen_by=tuple(unseen), **data)


def changed(files: Mapping[str, bytes], changes: tuple[dict[str, Any], ...]) -> Files:
    """The bundle with some lines, or whole files, put in place of others."""
    found = dict(files)
    for change in changes:
        name = change["file"]
        put = bytes.fromhex(change["hex"]) if "hex" in change else change.get("put", "").encode()
        if "lines" in change:
            lines = _lines(found[name])
            start, stop = change["lines"]
            found[name] = b"".join([*lines[:start], put, *lines[stop:]])
        elif "hex" in change or "put" in change:
            found[name] = put
        else:
            del found[name]
    return found


def difference(old: Files, new: Files) -> tuple[dict[str, Any], ...]:
    """The changes that make one bundle of the other."""
    return tuple(
        _change(name, old.get(name), new.get(name))
        for name in sorted(old.keys() | new.keys(), key=lambda name: (name in old, name), reverse=True)
        if old.get(name) != new.get(name)
    )


def text(vector: Vector) -> str:
    """A vector as its file."""
    fields = [(name, getattr(vector, name)) for name in ("what", "finds", "rules", "why")]
    head = [f"{name} = {_quoted(value)}\n" for name, value in fields if value]
    if vector.unseen_by:
        head.append(f"unseen_by = [{', '.join(map(_quoted, vector.unseen_by))}]\n")
    if vector.kept:
        head.append(f"kept_finds = {_quoted(vector.kept_finds)}\nkept = '''\n{vector.kept}'''\n")
    for change in vector.changes:
        head.append(f"\n[[change]]\nfile = {_quoted(change['file'])}\n")
        if "lines" in change:
            head.append(f"lines = {change['lines']}\n")
        if "put" in change:
            head.append(f"put = '''\n{change['put']}'''\n")
        if "hex" in change:
            head.append(f'hex = "{change["hex"]}"\n')
    return "".join(head)


def _change(name: str, old: bytes | None, new: bytes | None) -> dict[str, Any]:
    if new is None:
        return {"file": name}
    before, after = _lines(old or b""), _lines(new)
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    put = b"".join(after[start : len(after) - end])
    place = {"file": name} if old is None else {"file": name, "lines": [start, len(before) - end]}
    try:
        said = put.decode()
    except UnicodeDecodeError:
        said = ""
    if not put and old is not None:
        return place
    return place | ({"put": said} if _PLAIN.fullmatch(said) else {"hex": put.hex()})


def _lines(data: bytes) -> list[bytes]:
    return re.findall(rb"[^\n]*\n|[^\n]+", data)


def _quoted(value: str) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)
