"""Proof of possession: nobody registers a key that nobody holds."""

from __future__ import annotations

import subprocess

import pytest

ADD = "key add lan.bt --public khoa/lan.bt.pub --as hanh.nt --yes"


@pytest.fixture
def keyed(demo):
    """A new key of the clerk, with its proof beside it."""
    demo.ok("key new lan.bt -o khoa")
    return demo


def test_a_new_key_comes_with_its_proof(keyed):
    """`key new` proves possession by itself; the proof is on record with the key."""
    assert (keyed.folder / "khoa" / "lan.bt.proof").is_file()
    keyed.ok(ADD)
    assert "proof" in keyed.ok("audit entry 307 --json")
    keyed.ok("audit verify")


def test_without_a_proof_a_key_is_registered_only_knowingly(keyed):
    """No proof: refused, saying how to make one; --unproven registers it all the same."""
    (keyed.folder / "khoa" / "lan.bt.proof").unlink()
    done = keyed(ADD + " --lang en")
    assert (done.code, "key prove" in done.err) == (2, True)
    keyed.ok("key prove lan.bt --key khoa/lan.bt -o khoa/lan.bt.proof")
    keyed.ok(ADD)
    keyed.ok("key new mai.dt -o khoa")
    (keyed.folder / "khoa" / "mai.dt.proof").unlink()
    keyed.ok("key add mai.dt --public khoa/mai.dt.pub --unproven --as hanh.nt --yes")


@pytest.mark.parametrize("whose", ["another key", "another person", "another register", "a changed byte"])
def test_a_proof_is_good_for_one_key_person_and_register(keyed, whose, tmp_path):
    """A proof by another key, for another person or register, or changed, is refused by the rule."""
    proof = keyed.folder / "khoa" / "lan.bt.proof"
    proof.unlink()
    if whose == "another key":
        keyed.ok("key prove lan.bt --as mai.dt --key tinhgon.keys/mai.dt -o khoa/lan.bt.proof")
    elif whose == "another person":
        keyed.ok("key prove mai.dt --key khoa/lan.bt -o khoa/lan.bt.proof")
    elif whose == "another register":
        keyed.ok(f"--register {tmp_path / 'other.db'} init Khác --registrar hanh.nt")
        keyed.ok(
            f"--register {tmp_path / 'other.db'} key prove lan.bt --key khoa/lan.bt -o khoa/lan.bt.proof"
        )
    else:
        keyed.ok("key prove lan.bt --key khoa/lan.bt -o khoa/lan.bt.proof")
        lines = proof.read_text().splitlines()
        lines[-2] = ("A" if lines[-2][0] != "A" else "B") + lines[-2][1:]
        proof.write_text("\n".join(lines) + "\n")
    done = keyed(ADD + " --lang en")
    assert (done.code, "proof" in done.err) == (3, True), done


def test_openssh_makes_a_proof_too(keyed, tool):
    """`ssh-keygen -Y sign` over the same words is a proof."""
    import json

    register = json.loads(keyed.ok("register info --json"))["id"]
    (keyed.folder / "loi").write_text(f"tinhgon key {register} lan.bt\n")
    line = [tool("ssh-keygen"), "-Y", "sign", "-q", "-n", "tinhgon", "-f", "khoa/lan.bt", "loi"]
    subprocess.run(line, cwd=keyed.folder, check=True, capture_output=True)
    keyed.ok(ADD + " --proof loi.sig")


def test_what_is_no_signature_is_bad_input(keyed):
    """A file that is no SSH signature is named."""
    (keyed.folder / "x").write_text("xin chào", encoding="utf-8")
    done = keyed(ADD + " --proof x --lang en")
    assert (done.code, "no SSH signature: x" in done.err) == (2, True)
