"""The formats: strict reading, the chain, files that travel, signatures that others can check."""

from __future__ import annotations

import json
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.keys import key_of
from workflow.errors import BadIntent, Unsignable
from workflow.identity.signing import Signer, load_private_key, to_sshsig_armor, verify_signature
from workflow.identity.ssh_keys import fingerprint, from_ssh_line, ssh_line
from workflow.journal.entries import Entry, leaf_hash, line
from workflow.journal.intent_files import from_file, to_file
from workflow.journal.intents import MAX_INTENT, Intent, Item, Signed, compose, parse
from workflow.journal.strict_json import loads, sha256

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20).map(
    lambda t: __import__("unicodedata").normalize("NFC", t)
)
BODY = st.dictionaries(
    TEXT,
    st.one_of(TEXT, st.integers(-(2**53), 2**53), st.booleans(), st.none(), st.lists(TEXT, max_size=3)),
    max_size=4,
)


def intent(**more):
    fields = {
        "id": "0" * 32,
        "register": "r",
        "definition": "d",
        "rules": "1",
        "act": "a",
        "person": "p",
        "role": "r",
        "scope": "*",
        "claimed_at": "2023-07-01T00:00:00Z",
        "seen": (0, "00"),
        "reason": "",
        "body": {},
        "items": (Item("case/1", 0, "", None, None, {}),),
        "enclosures": {},
        "raw": b"",
    }
    return Intent(**(fields | more))


@given(BODY, st.integers(1, 45), TEXT)
def test_what_is_composed_reads_back(body, count, reason):
    """Any intent reads back as itself, inline or with its items enclosed."""
    items = tuple(Item(f"case/{n}", n, "", "a", None, body) for n in range(count))
    made = intent(items=items, reason=reason, body=body)
    raw, enclosures = compose(made)
    again = parse(raw, enclosures)
    assert again._replace(raw=b"", enclosures={}) == made
    assert bool(enclosures) is (count > 20 or len(raw) > MAX_INTENT)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b'{"a":1,"a":2}', "doubled-name"),
        (b'{"a":{"b":1,"b":1}}', "doubled-name"),
        (b'{"a":1.0}', "no-floats"),
        (b'{"a":NaN}', "no-floats"),
        (b'{"a":1e400}', "no-floats"),
        (b'{"a":9007199254740993}', "number-too-large"),
        (b'{"a":' + b"1" * 5000 + b"}", "number-too-large"),
        (b"[1]", "not-json"),
        (b'{"a":"\xff"}', "not-json"),
        ('{"a":"e\u0301"}'.encode(), "not-nfc"),
        (b'{"a":"e\\u0301"}', "not-nfc"),
        (b'{"a":"\\ud83d"}', "not-json"),
        (b'{"a":[[[[[[[[1]]]]]]]]}', "too-deep"),
        (b"[" * 60_000, "too-deep"),
        (b'{"a":"' + b"x" * MAX_INTENT + b'"}', "too-long"),
        (b"", "not-json"),
    ],
)
def test_the_reader_is_strict(raw, code):
    """Doubled names, floats, huge numbers, bad UTF-8, other forms than NFC and deep nesting are refused."""
    with pytest.raises(BadIntent) as told:
        loads(raw, MAX_INTENT)
    assert told.value.code == code


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    """No bytes make the reader raise anything but BadIntent."""
    for read in (lambda d: loads(d, MAX_INTENT), lambda d: parse(d, {}), from_file):
        try:
            read(data)
        except BadIntent:
            continue


@given(st.data())
def test_any_json_is_an_intent_or_refused(data):
    """Changing any field of an intent to anything gives an intent or BadIntent."""
    raw, _ = compose(intent())
    fields = json.loads(raw)
    name = data.draw(st.sampled_from(sorted(fields)))
    fields[name] = data.draw(
        st.recursive(
            st.one_of(st.none(), st.integers(-5, 5), TEXT),
            lambda c: st.lists(c, max_size=2) | st.dictionaries(TEXT, c, max_size=2),
            max_leaves=4,
        )
    )
    try:
        parse(json.dumps(fields, ensure_ascii=False).encode(), {})
    except BadIntent:
        pass


def test_an_enclosure_must_be_the_one_that_was_signed():
    """A missing, changed or surplus enclosure is refused."""
    raw, enclosures = compose(
        intent(items=tuple(Item(f"case/{n}", 0, "", None, None, {}) for n in range(30)))
    )
    digest, data = next(iter(enclosures.items()))
    for wrong in ({}, {digest: data + b" "}, {digest: data, sha256(b"x"): b"x"}):
        with pytest.raises(BadIntent):
            parse(raw, wrong)


def test_a_subject_stands_once():
    """Two items on one subject, or none at all, are refused."""
    for items in ((), (Item("case/1", 0, "", None, None, {}),) * 2):
        with pytest.raises(BadIntent):
            compose(intent(items=items))


def test_the_chain_is_what_the_documentation_says():
    """The leaf is SHA-256 of a zero byte and the line, whose fields stand in fixed order."""
    import hashlib

    entry = Entry(7, b"\1" * 32, "2023-07-01T00:00:00Z", b"{}", "k", b"\2" * 64)
    assert list(json.loads(line(entry))) == ["v", "seq", "prev", "recorded_at", "intent", "key", "sig"]
    assert leaf_hash(entry) == hashlib.sha256(b"\0" + line(entry)).digest()
    assert json.loads(line(entry))["intent"] == hashlib.sha256(b"{}").hexdigest()


def test_a_signed_act_travels_as_a_file():
    """What `--out` writes is what `receive` reads."""
    raw, enclosures = compose(
        intent(items=tuple(Item(f"case/{n}", 0, "", None, None, {}) for n in range(30)))
    )
    signed = Signed(raw, key_of("a").key, key_of("a").sign(raw), enclosures)
    assert from_file(to_file(signed)) == signed


def test_keys_are_openssh_keys(tmp_path, tool):
    """`ssh-keygen` reads our key file and prints the fingerprint we use."""
    keygen = tool("ssh-keygen")
    path = tmp_path / "k"
    path.write_bytes(key_of("a").to_openssh())
    path.chmod(0o600)
    told = subprocess.run([keygen, "-l", "-f", str(path)], capture_output=True, text=True, check=True).stdout
    assert key_of("a").key in told
    public = subprocess.run(
        [keygen, "-y", "-f", str(path)], capture_output=True, text=True, check=True
    ).stdout
    assert from_ssh_line(public) == key_of("a").public


def test_ssh_keygen_accepts_our_signature_and_refuses_a_changed_byte(tmp_path, tool):
    """`ssh-keygen -Y verify` is satisfied with our bytes and with no others."""
    keygen = tool("ssh-keygen")
    signer, data = key_of("a"), b'{"x":"\xc4\x91"}'
    (tmp_path / "sig").write_text(to_sshsig_armor(signer.public, signer.sign(data)))
    (tmp_path / "allowed").write_text(f'a namespaces="tinhgon" {ssh_line(signer.public)}\n')
    command = [
        keygen,
        "-Y",
        "verify",
        "-f",
        str(tmp_path / "allowed"),
        "-I",
        "a",
        "-n",
        "tinhgon",
        "-s",
        str(tmp_path / "sig"),
    ]
    assert subprocess.run(command, input=data, capture_output=True).returncode == 0
    assert subprocess.run(command, input=data + b" ", capture_output=True).returncode != 0


def test_a_key_made_by_ssh_keygen_signs_here(tmp_path, tool):
    """A key of `ssh-keygen`, with a passphrase, opens with it and with no other."""
    path = tmp_path / "own"
    subprocess.run([tool("ssh-keygen"), "-q", "-t", "ed25519", "-N", "bí mật", "-f", str(path)], check=True)
    signer = load_private_key(path.read_bytes(), "bí mật".encode)
    assert verify_signature(signer.public, signer.sign(b"x"), b"x")
    with pytest.raises(Unsignable):
        load_private_key(path.read_bytes(), lambda: b"wrong")


@given(st.binary(max_size=100), st.integers(0, 63))
def test_a_changed_signature_does_not_verify(data, place):
    """A flipped byte of the signature, or other data, does not verify."""
    signer = key_of("a")
    sig = bytearray(signer.sign(data))
    assert verify_signature(signer.public, bytes(sig), data)
    sig[place] ^= 1
    assert not verify_signature(signer.public, bytes(sig), data)
    assert not verify_signature(signer.public, signer.sign(data), data + b"x")


@given(st.text(max_size=60))
def test_any_text_is_a_public_key_or_refused(text):
    """Reading a public key raises ValueError or gives 32 bytes."""
    try:
        assert len(from_ssh_line(text)) == 32
    except ValueError:
        pass


@pytest.mark.parametrize("public", [bytes(32), b"\1" + bytes(31), b"\xec" + b"\xff" * 31])
def test_a_key_for_which_anybody_can_sign_is_refused(public):
    """A public key of small order is no key."""
    with pytest.raises(ValueError):
        from_ssh_line(ssh_line(public))


def test_a_damaged_key_file_is_told():
    """A key file that is none raises Unsignable."""
    for data in (b"", b"garbage", Signer.generate().to_openssh()[:-40]):
        with pytest.raises(Unsignable):
            load_private_key(data, lambda: b"")


def test_fingerprints_name_keys():
    """The fingerprint follows from the public half alone."""
    assert fingerprint(key_of("a").public) == key_of("a").key
