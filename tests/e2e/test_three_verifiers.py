"""Three verifiers that share no code, in Python, shell and Node, reach the same verdict on a bundle."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from tests.support import ROOT

CHANGES = {
    "nothing": ("journal.jsonl", lambda lines: lines),
    "a line taken out": ("journal.jsonl", lambda lines: lines[:5] + lines[6:]),
    "a signed date": ("intents.jsonl", lambda lines: [*lines[:106], lines[106].replace(b'"claimed_at":"2023', b'"claimed_at":"2022', 1), *lines[107:]]),
    "a recorded date": ("journal.jsonl", lambda lines: [*lines[:50], lines[50].replace(b'"recorded_at":"2023', b'"recorded_at":"2022', 1), *lines[51:]]),
    "the end cut off, beside its checkpoint": ("both", lambda lines: lines[:-3]),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_the_three_agree(demo, tool, name):
    """Good is good for all three; what one finds first, and where, the others find too."""
    absent = [one for one in ("jq", "openssl", "sha256sum", "node") if shutil.which(one) is None]
    if absent:
        pytest.skip(f"missing tools: {', '.join(absent)}")
    demo.ok("audit export ho-so --as thu.ph")
    folder = demo.folder / "ho-so"
    file, change = CHANGES[name]
    for one in ("journal.jsonl", "intents.jsonl") if file == "both" else (file,):
        path = folder / one
        path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))
    python = demo("audit verify --bundle ho-so --json")
    found = [f"{one['code']} {one['place']}" for one in json.loads(python.out)["findings"]]
    shell = subprocess.run(
        [tool("sh"), str(folder / "verify.sh"), str(folder)], capture_output=True, text=True
    )
    node = subprocess.run(
        [tool("node"), str(ROOT / "tests" / "verifiers" / "verify.mjs"), str(folder)],
        capture_output=True,
        text=True,
    )
    assert [python.code != 0, shell.returncode != 0, node.returncode != 0] == [
        name != "nothing"
    ] * 3
    firsts = {told.stdout.splitlines()[0] for told in (shell, node)}
    assert firsts == ({found[0]} if found else {"good 307 entries"})
    shutil.rmtree(folder)
