"""Asks three verifiers of bundles about many folders: Python in this process, Node in one, the shell one by one."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from procedures.domain import DOMAIN
from procedures.services.evidence import bundles
from tests.support.paths import ROOT
from workflow.identity.people_projection import ACTS
from workflow.journal.bundle import INTENTS

SHELL = ROOT / "procedures" / "data" / "bundle" / "verify.sh"
NODE = ROOT / "tests" / "verifiers" / "verify.mjs"
GOOD, BAD, FAILED = "good", "bad", "failed"  # a verifier that fails says neither


class Verdict(NamedTuple):
    """The answer of a verifier about a bundle: good, bad or failed, and its first finding.

    `own`: the verifier finds only what the others do not look for, as VERIFY.txt says.
    """

    word: str
    said: str = ""
    own: bool = False


def python(folder: Path) -> Verdict:
    """Judge a bundle by this program, without the rules that only it knows."""
    try:
        found, _ = bundles.bundle_findings(folder, rules=False)
    except Exception as error:
        return Verdict(FAILED, f"{type(error).__name__}: {error}")
    if not found:
        return Verdict(GOOD)
    first = f"{found[0].code} {found[0].place} {found[0].detail}"
    return Verdict(BAD, first, all(_is_own(folder, one.code, one.place, one.detail) for one in found))


def _is_own(folder: Path, code: str, place: str, detail: str) -> bool:
    """Return True for findings that need the domain's code: units, and bodies about procedures."""
    if detail.startswith("outside-scope"):
        return code == "unlawful"
    if code != "cannot-project":
        return False
    text = (folder / INTENTS).read_bytes().split(b"\n")[int(place.partition("/")[2])]
    act = json.loads(text).get("act")
    return act not in ACTS and act in DOMAIN.definition.by_name


def node(folders: Sequence[Path], program: Path = NODE) -> list[Verdict]:
    """Judge bundles by verify.mjs, all in one process."""
    found: list[Verdict] = []
    while len(found) < len(folders):
        rest = [str(folder) for folder in folders[len(found) :]]
        done = subprocess.run(
            ["node", str(program.with_name("many.mjs")), *rest],
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        lines = [line.partition(" ") for line in done.stdout.splitlines()]
        found += [_verdict(code, said) for code, _, said in lines]
        if len(lines) < len(rest):  # one that ended the whole process
            found.append(Verdict(FAILED, done.stderr.strip().splitlines()[-1] if done.stderr else ""))
    return found


def shell(folder: Path) -> Verdict:
    """Judge a bundle by verify.sh, in processes of its own."""
    done = subprocess.run(
        ["sh", str(SHELL), str(folder)], capture_output=True, env=os.environ | {"TMPDIR": str(folder.parent)}
    )
    said = (done.stdout.decode("utf-8", "replace").splitlines() or [""])[0]
    if done.stderr:
        return Verdict(FAILED, done.stderr.decode("utf-8", "replace").splitlines()[0])
    return _verdict(str(done.returncode), said)


def _verdict(code: str, said: str) -> Verdict:
    if code == "0" and said.startswith("good "):
        return Verdict(GOOD)
    return (
        Verdict(BAD, said)
        if code == "1" and said and not said.startswith("good ")
        else Verdict(FAILED, f"{code} {said}")
    )
