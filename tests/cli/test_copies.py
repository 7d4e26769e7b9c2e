"""An act signed on a copy of a register does not count in the original, unless it was signed to be carried."""

from __future__ import annotations

import json
import shutil
from base64 import b64encode
from datetime import datetime, timedelta

import pytest

from procedures.services.people.key_files import load_key
from procedures.services.session import open_session
from tests.support.servers import open_store
from workflow.journal.intent_files import from_file, to_file
from workflow.journal.intents import Signed, compose

REVIEW = 'procedure review {} --reason "Giữ nguyên" --as lan.bt --yes'
CODES = ("1.003198", "2.001258", "1.001248")


def size(shell, where=""):
    """The number of entries."""
    return json.loads(shell.ok(f"{where} register info --json"))["entries"]


def carry(shell, where, seq, path):
    """Take a signed act out of a register's journal and write it as `--out` would: what anybody can do."""
    store = open_store(str(shell.folder / where))
    (entry,) = store.entries(seq, seq + 1)
    store.close()
    assert json.loads(entry.intent)["enclosures"] == []
    (shell.folder / path).write_bytes(to_file(Signed(entry.intent.encode(), entry.key, entry.sig, {})))


def use_keys_of(shell, name):
    """Let people act on a copy with the keys that lie beside the original."""
    shutil.copytree(shell.folder / "tinhgon.keys", shell.folder / f"{name}.keys")


@pytest.mark.parametrize("how", ["by hand", "for rehearsal"])
def test_an_act_recorded_on_a_copy_is_refused_in_the_original(demo, how):
    """The first act on a copy was signed to be recorded there, the second names the copy's own past."""
    if how == "by hand":
        shutil.copy(demo.folder / "tinhgon.db", demo.folder / "copy.db")
    else:
        demo.ok("register rehearse copy.db --as hanh.nt --yes")
    use_keys_of(demo, "copy")
    first = size(demo, "--register copy.db")
    for code in CODES[:2]:
        demo.ok("--register copy.db " + REVIEW.format(code))
    for n in range(2):
        carry(demo, "copy.db", first + n, f"{n}.intent")
        done = demo(f"register receive {n}.intent --lang en")
        assert (done.code, "recorded where it was signed" in done.err) == (3, True), done
    assert size(demo) == 307


def test_an_act_signed_to_be_carried_on_a_copy_with_acts_of_its_own_is_refused(demo):
    """After an act was recorded on a copy, what is signed there with --out names a past the original lacks."""
    shutil.copy(demo.folder / "tinhgon.db", demo.folder / "copy.db")
    use_keys_of(demo, "copy")
    demo.ok("--register copy.db " + REVIEW.format(CODES[0]))
    demo.ok("--register copy.db " + REVIEW.format(CODES[1]) + " --out carried.intent")
    demo.ok(REVIEW.format(CODES[2]))  # the original went on as well
    done = demo("register receive carried.intent --lang en")
    assert (done.code, "signed against another history" in done.err) == (6, True), done


def test_every_act_signed_on_a_rehearsal_copy_is_refused(demo):
    """On a copy made for rehearsal even the first act that is signed to be carried names the copy's own entry."""
    demo.ok("register rehearse copy.db --as hanh.nt --yes")
    use_keys_of(demo, "copy")
    demo.ok("--register copy.db " + REVIEW.format(CODES[0]) + " --out carried.intent")
    done = demo("register receive carried.intent --lang en")
    assert (done.code, "signed against another history" in done.err) == (6, True), done
    assert demo("--register copy.db register receive carried.intent").code == 0
    assert demo("--register copy.db audit verify").code == 0
    assert size(demo) == 307


def test_an_office_signs_on_a_copy_for_the_original(demo):
    """The copy of an office without a connection is there to be signed on with --out: that counts."""
    shutil.copy(demo.folder / "tinhgon.db", demo.folder / "away.db")
    use_keys_of(demo, "away")
    demo.ok("--register away.db " + REVIEW.format(CODES[0]) + " --out carried.intent")
    assert '"carried":true' in signed_text(demo, "carried.intent")
    assert demo("register receive carried.intent").code == 0
    assert demo("audit verify").code == 0


def signed_text(shell, name):
    """The text that was signed in a file."""
    return from_file((shell.folder / name).read_bytes()).raw.decode()


def test_what_is_recorded_at_once_says_nothing_of_being_carried(demo):
    """An act recorded where it is signed keeps the form it always had."""
    demo.ok(REVIEW.format(CODES[0]))
    assert "carried" not in json.loads(demo.ok("audit entry 307 --json"))["intent"]


def test_an_act_of_a_restored_copy_beside_is_refused(demo):
    """A backup restored beside the register goes on with an entry of its own; its acts do not count here."""
    demo.ok("register backup old.db")
    demo.ok("--register beside.db register restore old.db --as hanh.nt --key tinhgon.keys/hanh.nt --yes")
    use_keys_of(demo, "beside")
    demo.ok("--register beside.db " + REVIEW.format(CODES[0]) + " --out carried.intent")
    demo.ok(REVIEW.format(CODES[2]))
    done = demo("register receive carried.intent --lang en")
    assert (done.code, "signed against another history" in done.err) == (6, True), done


@pytest.mark.parametrize("more", ["", "--out act.intent"])
def test_a_backup_takes_no_acts(demo, more):
    """On a backup nothing is recorded and nothing signed; it says what it is and how to put it in place."""
    demo.ok("register backup old.db")
    use_keys_of(demo, "old")
    before = (demo.folder / "old.db").read_bytes()
    done = demo("--register old.db " + REVIEW.format(CODES[0]) + " --lang en", *more.split())
    assert (done.code, "this is a backup" in done.err, "register restore" in done.err) == (8, True, True), (
        done
    )
    assert not (demo.folder / "act.intent").exists()
    assert (demo.folder / "old.db").read_bytes() == before
    assert demo("--register old.db register rebuild").code == 8
    assert demo("--register old.db audit verify").code == 0


def test_a_backup_copied_over_the_register_is_put_in_place_by_name(demo):
    """Whoever copies a backup over the register is told so at the next act, and can restore it from itself."""
    demo.ok("register backup old.db")
    demo.ok(REVIEW.format(CODES[0]))
    shutil.copy(demo.folder / "old.db", demo.folder / "tinhgon.db")
    assert demo(REVIEW.format(CODES[1])).code == 8
    demo.ok("register restore tinhgon.db --as hanh.nt --yes")
    demo.ok(REVIEW.format(CODES[1]))
    assert demo("audit verify").code == 0
    body = json.loads(json.loads(demo.ok("audit entry 307 --json"))["intent"])["items"][0]["body"]
    assert (body["missing"], [entry["seq"] for entry in body["lost"]]) == ("307-307", [307])


def test_a_backup_of_an_older_program_is_restored_too(demo):
    """A backup that is not marked as one is put in place as before."""
    shutil.copy(demo.folder / "tinhgon.db", demo.folder / "old.db")
    demo.ok("register restore old.db --as hanh.nt --yes")
    assert demo("audit verify").code == 0


def aged(shell, days):
    """Sign an act `days` before the demonstration's last day, and carry it in a file."""
    signer = load_key("lan.bt", None, (shell.folder / "tinhgon.keys",), lambda *_: None)
    session = open_session(str(shell.folder / "tinhgon.db"), person="lan.bt", key=lambda: signer)
    then = datetime.fromisoformat(session.now()) - timedelta(days=days)
    draft = session.draft("procedure.review", [(f"procedure/{CODES[0]}", {})], reason="Giữ nguyên")
    intent = draft.intent._replace(claimed_at=then.strftime("%Y-%m-%dT%H:%M:%SZ"), carried=True)
    raw, enclosures = compose(intent)
    (shell.folder / "old.intent").write_bytes(to_file(Signed(raw, signer.key, signer.sign(raw), enclosures)))
    session.store.close()


@pytest.mark.parametrize("days", [0, 90, 91])
def test_an_act_of_long_ago_is_recorded_only_after_asking(demo, days):
    """A file says how old its act is; past 90 days a person is asked, or says --yes."""
    aged(demo, days)
    done = demo("register receive old.intent --no-input --lang en")
    assert f"signed {days} day(s) ago by lan.bt" in done.err
    assert (done.code, size(demo)) == ((2, 307) if days > 90 else (0, 308))
    if days > 90:
        assert "--yes" in done.err
        assert demo("register receive old.intent --yes").code == 0
        assert size(demo) == 308


def test_a_time_that_is_no_day_is_told(demo):
    """A signed time that no calendar has is bad input, not a fault of the program."""
    aged(demo, 0)
    fields = json.loads((demo.folder / "old.intent").read_text())
    text = signed_text(demo, "old.intent")
    at = text.index('"claimed_at":"') + len('"claimed_at":"')
    raw = (text[:at] + "2023-19-39T00:00:00Z" + text[at + 20 :]).encode()
    (demo.folder / "old.intent").write_text(json.dumps(fields | {"intent": b64encode(raw).decode()}))
    assert demo("register receive old.intent").code == 2
