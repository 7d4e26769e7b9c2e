"""Every command that reads a file refuses what is none: a pipe, a device, bytes that are no text."""

from __future__ import annotations

import os

import pytest

READERS = {
    "audit verify --against {file}": 2,
    "audit witness {file} --as thu.ph -o y.txt": 2,
    "audit verify --paper {file}": 2,
    "cost record 1.003198 --from {file} --as lan.bt --yes": 2,
    "import apply {file} --as lan.bt --yes": 5,
    "import plan {file} --as lan.bt -o y.plan": 2,
    "key add lan.bt --public {file} --as hanh.nt --yes": 2,
    "procedure import {file} --unit so-tu-phap --as lan.bt --yes": 2,
    "programme adopt {file} --as hanh.nt --yes": 2,
    "propose 1.003198 --from {file} --as lan.bt --yes": 2,
    "register receive {file}": 2,
    "procedure strike --from {file} --reason a --as lan.bt --yes": 2,
    "status --register {file}": 8,
    "unit add --from {file} --as hanh.nt --yes": 2,
}


@pytest.mark.skipif(os.name != "posix", reason="named pipes in the file system are of POSIX")
@pytest.mark.parametrize("kind", ["pipe", "device"])
@pytest.mark.parametrize("command", READERS)
def test_a_pipe_or_a_device_is_refused(demo, command, kind):
    """The command ends, names the file, and writes nothing; a register file is refused as no file (exit 8)."""
    file = demo.folder / "vao.pdf"
    if kind == "pipe":
        os.mkfifo(file)
    else:
        file.symlink_to("/dev/zero")
    before = sorted(demo.folder.iterdir())
    done = demo(command.format(file=file.name))
    assert done.code == READERS[command], done
    assert file.name in done.err
    assert sorted(demo.folder.iterdir()) == before


@pytest.mark.parametrize("data", [b"", b"S\xe9", b"\xff\xfeS\x00", b"\x00" * 20])
@pytest.mark.parametrize("command", [one for one in READERS if "paper" not in one])
def test_bytes_that_are_no_text_are_no_fault_of_the_program(demo, command, data):
    """A file in another encoding, an empty one or one of zero bytes is refused, and nothing is recorded."""
    before = demo.ok("register info")
    (demo.folder / "vao.toml").write_bytes(data)
    done = demo(command.format(file="vao.toml"))
    assert done.code in {2, 5, 8}, done
    assert demo.ok("register info") == before


@pytest.mark.skipif(os.name != "posix", reason="named pipes in the file system are of POSIX")
@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("checkpoints/307.txt", 7, "checkpoints/307.txt"),
        ("journal.jsonl", 5, "ho-so"),
        ("intents.jsonl", 5, "ho-so"),
    ],
)
def test_a_pipe_in_a_bundle_is_a_finding_or_no_bundle(demo, name, code, said):
    """A checkpoint that is a pipe is none; a journal that is a pipe makes the folder no bundle."""
    demo.ok("audit export ho-so --as thu.ph")
    file = demo.folder / "ho-so" / name
    file.unlink()
    os.mkfifo(file)
    done = demo("audit verify --bundle ho-so")
    assert done.code == code, done
    assert said in done.out + done.err
