"""The demonstration's keys are public: no other register takes them, and each that does is named (P16)."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from unittest import mock

import pytest

from procedures.domain import DOMAIN
from procedures.errors import Refusal
from procedures.rules import demonstration
from procedures.services.evidence import bundles, checkpoints
from procedures.services.register.create import create_register
from procedures.services.register.demo import PEOPLE, demonstration_key
from procedures.services.session import open_session
from tests.support.keys import key_of
from tests.support.paths import ROOT
from tests.support.sheets import sheet
from tests.support.town import Town
from workflow.errors import Unsignable
from workflow.identity.ssh_keys import ssh_line

PUBLIC = ssh_line(demonstration_key("lan.bt").public)


@pytest.fixture
def town(tmp_path):
    return Town(str(tmp_path / "t.db"))


def let_in(town):
    """A register of an earlier version, in which a clerk's key is one of the demonstration."""
    lawful = DOMAIN.published_keys
    object.__setattr__(DOMAIN, "published_keys", frozenset())
    try:
        hanh = town.as_("hanh.nt")
        seq = hanh.perform("key.add", [("person/lan.bt", {"public": PUBLIC})]).seq
        lan = town.as_("lan.bt")
        town.add_procedures("so-tu-phap", "1.000001")
        body = {"stage": "before", "sheet": sheet(100), "annual": "100"}
        demo = replace(lan, key=lambda: demonstration_key("lan.bt"))
        act = demo.perform("cost.record", [("procedure/1.000001", body)]).seq
        note = checkpoints.make_checkpoint(demo)
        return seq, act, note
    finally:
        object.__setattr__(DOMAIN, "published_keys", lawful)


def test_the_list_is_that_of_the_demonstration_in_every_verifier():
    """Python, the shell's jq and Node have the same list: the keys of the demonstration's people."""
    keys = {demonstration_key(person).key for person in PEOPLE}
    assert keys == demonstration.PUBLISHED_KEYS == DOMAIN.published_keys
    form = r"SHA256:[A-Za-z0-9+/_]{43}"
    shell = (ROOT / "procedures/data/bundle/verify.jq").read_text("utf-8")
    node = (ROOT / "tests/verifiers/verify.mjs").read_text("utf-8")
    assert {found.replace("_", "/") for found in re.findall(form, shell)} == keys
    assert set(re.findall(form, node)) == keys


def test_key_add_refuses(town):
    """A draft names the key before anything is signed, and the engine refuses what is signed all the same."""
    hanh = town.as_("hanh.nt")
    items = [("person/lan.bt", {"public": PUBLIC})]
    (refused,) = hanh.draft("key.add", items).refused
    assert [reason.code for reason in refused[1]] == ["demonstration-key"]
    with (
        pytest.raises(Refusal, match="demonstration-key"),
        mock.patch("procedures.services.session.published_key_reasons", lambda *_: ()),
    ):
        hanh.perform("key.add", items)


def test_a_founding_refuses(tmp_path):
    """No register but a demonstration is founded with such a key; no file is made."""
    founders = {"hanh.nt": ("Hạnh", demonstration_key("hanh.nt"))}
    with pytest.raises(Unsignable, match="demonstration-key"):
        create_register(str(tmp_path / "x.db"), "Tỉnh thử", founders)
    assert not (tmp_path / "x.db").exists()


def test_an_old_register_is_named_at_each_entry(town, tmp_path):
    """The entry that registers such a key, and each that it signed, is found in the register and its bundle."""
    seq, act, _note = let_in(town)
    expected = [("unlawful", f"journal/{seq}"), ("unlawful", f"journal/{act}")]
    assert [(one.code, one.place) for one in town.findings()] == expected
    assert all(one.detail.startswith("demonstration-key") for one in town.findings())
    bundles.export_bundle(town.base, tmp_path / "bundle")
    for rules in (True, False):
        found, _walked = bundles.bundle_findings(tmp_path / "bundle", rules=rules)
        assert [(one.code, one.place) for one in found] == expected


def test_in_an_old_register_the_key_signs_nothing_more(town, tmp_path):
    """Neither an act, nor an act in a file, nor a checkpoint; a checkpoint that it signed counts for nothing."""
    _seq, _act, note = let_in(town)
    lan = replace(town.as_("lan.bt"), key=lambda: demonstration_key("lan.bt"))
    town.add_procedures("so-tu-phap", "1.000002")
    body = {"stage": "before", "sheet": sheet(100), "annual": "100"}
    draft = lan.draft("cost.record", [("procedure/1.000002", body)])
    with pytest.raises(Unsignable, match="demonstration-key"):
        lan.sign(draft)
    signed = town.as_("lan.bt").sign(draft)
    forged = demonstration_key("lan.bt")
    (answer,) = town.base.submit([signed._replace(key=forged.key, sig=forged.sign(signed.raw))])
    assert [reason.code for reason in answer.reasons] == ["demonstration-key"]
    with pytest.raises(Unsignable, match="demonstration-key"):
        checkpoints.make_checkpoint(lan)
    path = tmp_path / "kept.txt"
    path.write_text(note, "utf-8")
    assert [one.code for one in checkpoints.compare_checkpoints(town.base, [path])] == ["checkpoint-unsigned"]


def test_init_and_receive_refuse_on_the_command_line(demo):
    """The commands name the key and its remedy (exit 4); a file signed elsewhere is refused when received."""
    done = demo("--register moi.db --key tinhgon.keys/hanh.nt init Tỉnh --registrar hanh.nt")
    assert (done.code, "TG-411" in done.err) == (4, True), done
    assert not (demo.folder / "moi.db").exists()
    demo.ok("--register moi.db init Tỉnh --registrar hanh.nt")
    demo.ok("--register moi.db person add lan.bt Lan --as hanh.nt --yes")
    done = demo(
        "--register moi.db key add lan.bt --public tinhgon.keys/lan.bt.pub --as hanh.nt --yes --unproven"
    )
    assert (done.code, "TG-411" in done.err) == (4, True), done


def test_a_register_that_claims_to_be_a_demonstration_says_so_everywhere(demo):
    """Whatever its note says: status, check, papers, verification, list and JSON carry the warning."""
    with closing(sqlite3.connect(demo.folder / "tinhgon.db")) as connection, connection:
        connection.execute("UPDATE register SET note = 'Sổ chính thức'")
    for command in ("status", "check", "register info", "audit verify"):
        done = demo(command)
        assert "Sổ minh họa, tập huấn" in done.out, command
        assert "Sổ minh họa, tập huấn" in json.dumps(
            json.loads(demo(f"{command} --json").out), ensure_ascii=False
        )
    demo.ok("paper annex so-tu-phap -o x.csv -o x.json")
    assert "Sổ minh họa, tập huấn" in (demo.folder / "x.csv").read_text("utf-8-sig")


def test_a_bundle_of_a_demonstration_says_so(demo):
    """The verification of a bundle begins with what the founding entry makes of the register."""
    demo.ok("audit export ho-so")
    assert demo.ok("audit verify --bundle ho-so").startswith("! Dữ liệu minh họa")


def test_the_demonstration_itself_takes_its_keys(demo):
    """A demonstration is verified as before: its keys are its own."""
    session = open_session(str(demo.folder / "tinhgon.db"))
    assert session.register.clock == "journal"
    assert demo.ok("audit verify")
    assert key_of("lan.bt").key not in demonstration.PUBLISHED_KEYS
