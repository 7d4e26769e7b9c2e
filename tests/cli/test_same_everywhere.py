"""The same register gives the same bytes everywhere, and no private key leaves its file (P27, P28)."""

from __future__ import annotations

import base64
import os
import re

import pytest

READ = (
    "check --json",
    "check --format csv",
    "procedure list --format tsv",
    "procedure search ho tich --json",
    "audit log --json",
    "audit verify --json",
    "plan so-xay-dung --json",
    "role list --format csv",
)
ELSEWHERE = (
    {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "0", "COLUMNS": "40"},
    {"LC_ALL": "tr_TR.UTF-8", "TZ": "America/New_York", "PYTHONHASHSEED": "1", "COLUMNS": "300"},
    {"LC_ALL": "fa_IR.UTF-8", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "2"},
    {"LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "4294967295", "PYTHONUTF8": "0"},
)


def answers(demo, **env):
    """Return the output of every reading command, and the bytes of a bundle and a paper."""
    told = {command: demo(command, **env).out for command in READ}
    name = f"e{len(list(demo.folder.glob('e*')))}"
    demo.ok(f"audit export {name}", **env)
    demo.ok(f"paper summary -o {name}.csv -o {name}.xlsx -o {name}.pdf", **env)
    for path in sorted([*(demo.folder / name).iterdir(), *demo.folder.glob(f"{name}.*")]):
        if path.is_file():
            told[path.name.replace(name, "x")] = path.read_bytes()
    return told


def test_the_same_bytes_in_every_locale_zone_and_hash_seed(demo):
    """Locale, time zone, hash seed and terminal width change nothing in what is written or exported."""
    here = answers(demo)
    assert len(here) > len(READ) + 6
    for env in ELSEWHERE:
        there = answers(demo, **env)
        assert [name for name in here if here[name] != there.get(name)] == [], env


def test_a_private_key_stays_in_its_file(demo):
    """Neither output, exports, copies, traces nor the register hold a private key or its passphrase."""
    folder = demo.folder / "tinhgon.keys"
    secrets = {
        one.name: one.read_text("utf-8")
        for one in folder.iterdir()
        if one.suffix == "" or b"PRIVATE KEY" in one.read_bytes()
    }
    marks = set()
    for text in secrets.values():
        if "PRIVATE KEY" not in text:
            continue
        blob = base64.b64decode("".join(text.splitlines()[1:-1]))
        seed = blob[blob.rindex(b"\0\0\0\x40") + 4 :][:32]  # the private half of OpenSSH's form
        marks |= {seed, base64.b64encode(seed), seed.hex().encode()}
        marks.add(text.splitlines()[3].encode())
    held = b"".join(one.read_bytes() for one in folder.iterdir())
    assert sum(mark in held for mark in marks) >= 6  # the search would find them where they are
    printed = ""
    for command in (
        *READ,
        "status --as lan.bt",
        "whoami --as lan.bt --json",
        "doctor --json",
        "key list --json",
        "-v queue --as minh.tv",
        "procedure review 1.003198 --reason x --as lan.bt --yes",
        "audit export ho-so --as thu.ph",
        "register backup sao.db",
        "audit explore xem.db",
        "audit entry 200 -o muc",
        "propose 1.003198 --as lan.bt --yes",
        "approve x --key tinhgon.keys/lan.bt --as minh.tv --yes",
    ):
        done = demo(command)
        printed += done.out + done.err
    printed += demo("status --as lan.bt --key /dev/null").err
    found = [name for name, data in files(demo.folder, folder) for mark in marks if mark in data]
    assert found == []
    assert [mark for mark in marks if mark in printed.encode()] == []


def files(*places):
    """Every file below the first place but not below the second, with its bytes."""
    inside, keys = places
    for path in inside.rglob("*"):
        if path.is_file() and keys not in path.parents:
            yield path.name, path.read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's; Windows has access lists")
def test_keys_are_for_their_owner_only(demo):
    """The folder of keys is 0700 and each private key 0600, whatever the umask."""
    demo.ok("person add vu.tt Vũ --as hanh.nt --yes")
    before = os.umask(0)
    try:
        demo.ok("key new vu.tt")
    finally:
        os.umask(before)
    folder = demo.folder / "tinhgon.keys"
    assert folder.stat().st_mode & 0o777 == 0o700
    private = [
        one
        for one in folder.iterdir()
        if re.fullmatch(r"[a-z.]+", one.name) and b"PRIVATE" in one.read_bytes()
    ]
    assert "vu.tt" in {one.name for one in private}
    assert {one.stat().st_mode & 0o777 for one in private} == {0o600}


def test_machines_get_times_as_iso_and_people_as_they_write_them(demo):
    """A log in JSON or TSV holds UTC instants; its table and CSV hold Vietnamese dates."""
    for form in ("json", "tsv"):
        told = demo.ok(f"audit log --last 1 --format {form}")
        assert re.search(r"\b2023-09-30T01:14:\d\dZ", told), told
    for form in ("table", "csv"):
        assert "30/09/2023 08:14" in demo.ok(f"audit log --last 1 --format {form}")
