"""Bundles: a folder from which an auditor checks a register without any program of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from procedures import __version__
from procedures.domain import DOMAIN, RULES
from procedures.paths import DATA
from procedures.rules.demonstration import register_warning
from procedures.services.evidence import checkpoints
from procedures.services.session import Session
from procedures.storage.rows import Programme
from workflow.domain import Domain
from workflow.errors import BadIntent, NotFound, StorageFault
from workflow.findings import Finding
from workflow.identity.people import Key, public_bytes
from workflow.identity.ssh_keys import ssh_line
from workflow.journal import bundle, checkpoint, merkle
from workflow.storage.files import read_regular
from workflow.storage.rows import MemoryRows, Register
from workflow.verification import WalkResult, verify_journal

_VERIFIER_FILES = DATA / "bundle"


def export_bundle(session: Session, folder: Path, points: Sequence[Path] = ()) -> int:
    """Write a bundle into a new folder and return the number of entries in it.

    `points`: checkpoint files to go with it. A session with a key adds a checkpoint of the whole, signed by
    its person.

    Raises StorageFault: when the folder exists, or cannot be written. Raises Unsignable: when the key cannot
    sign.
    """
    if folder.exists():
        raise StorageFault("file-exists", path=folder)
    size = (session.head.seq if session.at is None else session.at) + 1
    bundle.write_bundle(session.store, folder, size)
    texts = {point.name: point.read_text(encoding="utf-8") for point in points}
    if session.key is not None:
        texts[f"{size}.txt"] = checkpoints.make_checkpoint(session)
    try:
        (folder / "checkpoints").mkdir()
        for name, text in texts.items():
            (folder / "checkpoints" / name).write_text(text, encoding="utf-8", newline="\n")
        (folder / "register.json").write_text(
            _register_summary(session, size), encoding="utf-8", newline="\n"
        )
        signers = _allowed_signers(session)
        (folder / "allowed_signers").write_text(signers, encoding="utf-8", newline="\n")
        for file in sorted(_VERIFIER_FILES.iterdir()):
            (folder / file.name).write_bytes(file.read_bytes())
    except OSError as error:
        raise StorageFault("cannot-write", path=folder, why=error.strerror) from error
    return size


def bundle_findings(
    folder: Path, against: Sequence[Path] = (), *, rules: bool = True, judges: Domain = DOMAIN
) -> tuple[list[Finding], WalkResult]:
    """Verify a bundle: its journal by itself, then its checkpoints and those kept elsewhere (`against`).

    Without `rules` it is judged by what any verifier can see, as VERIFY.txt of a bundle describes.

    Raises NotFound: when there is no bundle, or no such checkpoint. Raises StorageFault: when a file of it
    cannot be read.
    """
    from workflow.identity.signing import verify_signature as check  # loads cryptography

    for path in against:
        if not path.is_file():
            raise NotFound("no-such-file", path=path)
    source = bundle.Bundle(folder)
    walked = WalkResult(MemoryRows(DOMAIN.keys))
    findings = list(verify_journal(source, judges, check, walked, rules=rules))
    if walked.whole:
        own = sorted((folder / "checkpoints").glob("*.txt"))
        points = [(f"checkpoints/{path.name}", path) for path in own]
        findings += _checkpoints(source, [*points, *((str(path), path) for path in against)], walked)
    return findings, walked


def _checkpoints(
    source: bundle.Bundle, points: Sequence[tuple[str, Path]], walked: WalkResult
) -> Iterator[Finding]:
    register = walked.rows.get(Register, 1)
    keys = checkpoints.keys_that_count(walked.rows)
    roots, grown = {0: merkle.EMPTY_ROOT}, merkle.CompactRange()
    for leaf in walked.leaves:
        grown.append(leaf)
        roots[grown.size] = grown.root
    for place, path in points:
        try:
            point, signatures = checkpoint.parse_checkpoint(read_regular(path).decode())
        except (BadIntent, OSError, UnicodeDecodeError):
            yield Finding("not-a-checkpoint", place)
            continue
        good = list(checkpoints.good(keys, checkpoint.body(point), signatures))
        if register is None or point.origin != checkpoint.origin(register.id):
            yield Finding("checkpoint-of-other-register", place, point.origin)
        elif not good:
            yield Finding("checkpoint-unsigned", place)
        elif point.size > grown.size:
            yield Finding("tail-missing", place, str(point.size - grown.size))
        elif roots[point.size] != point.root:
            yield Finding("past-rewritten", place, str(point.size))
        else:
            follows = next(source.entries(point.size, point.size + 1), None)
            if checkpoints.is_dated_before_cosignature(
                good, follows.recorded_at if follows else "", register
            ):
                yield Finding("dated-before-cosignature", place, str(point.size))


def _register_summary(session: Session, size: int) -> str:
    with session.reading() as rows:
        programmes = {programme.id: programme.digest for programme in rows.scan(Programme)}
    register = session.register
    last = next(session.store.entries(size - 1, size))
    about = {
        "register": register.id,
        "name": register.name,
        "note": register_warning(register),
        "origin": checkpoint.origin(register.id),
        "entries": size,
        "head": last.leaf.hex(),
        "recorded_at": last.recorded_at,
        "rules": RULES,
        "definition": DOMAIN.definition.digest,
        "programmes": programmes,
        "tinhgon": __version__,
    }
    return json.dumps(about, ensure_ascii=False, indent=2) + "\n"


def _allowed_signers(session: Session) -> str:
    """Return the keys with the times they were in force, in the form that `ssh-keygen -Y verify` reads."""
    with session.reading() as rows:
        keys = sorted(rows.scan(Key), key=lambda key: (key.person, key.since))
    lines = []
    for key in keys:
        since = _ssh_time(_recorded_at(session, key.since))
        ends = [_recorded_at(session, key.until)] if key.until is not None else []
        ends += [key.expires] if key.expires is not None else []
        until = f',valid-before="{_ssh_time(min(ends))}"' if ends else ""
        options = f'namespaces="tinhgon",valid-after="{since}"{until}'
        lines.append(f"{key.person} {options} {ssh_line(public_bytes(key))}")
    return "\n".join(lines) + "\n"


def _recorded_at(session: Session, seq: int) -> str:
    record = next(session.store.entries(seq, seq + 1), None)
    return record.recorded_at if record else ""


def _ssh_time(text: str) -> str:
    return text.replace("-", "").replace(":", "").replace("T", "")
