"""The good bundle of the corpus, and what an attacker does to it: entries taken out, forged, chained anew.

Everything follows from names: keys, ids, times. The people are invented.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import tempfile
from base64 import b64encode
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from procedures.services import proposals
from procedures.services.evidence import bundles, checkpoints
from procedures.services.register.create import create_register
from tests.support.keys import key_of
from tests.support.sheets import PAPER, procedure, proposal, sheet
from tests.support.town import Clock
from workflow.identity.ssh_keys import ssh_line
from workflow.journal import checkpoint, merkle
from workflow.journal.checkpoint import COSIGNED, SIGNED, Checkpoint, Signature
from workflow.journal.strict_json import dumps, sha256

GOOD = Path(__file__).parent / "good"
WAITING = 9  # entries after which two proposals wait: the first checkpoint
SIZE = 28  # all entries: the second
KEPT_OUT = ("VERIFY.txt", "verify.sh", "verify.jq")  # the program's own, in every bundle
STOLEN = "lan.bt again"  # the key that is revoked, with the suspicion that it was stolen
GRANTS = {
    "lan.bt": ("department", "so-tu-phap"),
    "minh.tv": ("reviewer", "hoa-binh"),
    "huong.lt": ("reviewer", "hoa-binh"),
    "thu.ph": ("auditor", "*"),
    "di.xa": ("reviewer", "hoa-binh"),
}
Files = dict[str, bytes]


def good() -> Files:
    """The good bundle, made by the program: file by file."""
    clock, ids = Clock(), itertools.count(1)
    with (
        tempfile.TemporaryDirectory() as place,
        mock.patch("secrets.token_hex", lambda size: f"{next(ids):0{2 * size}x}"),
    ):
        folder = Path(place)
        registrars = {
            "hanh.nt": ("Nguyễn Thị Hạnh (invented)", key_of("hanh.nt")),
            "quan.dv": ("Đỗ Văn Quân (invented)", key_of("quan.dv")),
            "tam.lt": ("Lê Thị Tâm (invented)", key_of("tam.lt")),
        }
        session = create_register(
            str(folder / "t.db"), "Tỉnh thử (invented)", registrars, note="Vectors", clock=clock
        )
        points = _lived(session, clock, folder)
        bundles.export_bundle(session, folder / "bundle", points)
        session.store.close()
        return {
            str(path.relative_to(folder / "bundle")): path.read_bytes()
            for path in sorted((folder / "bundle").rglob("*"))
            if path.is_file() and path.name not in KEPT_OUT
        }


def _lived(session: Any, clock: Clock, folder: Path) -> list[Path]:
    """Write the good bundle and its checkpoints, as files."""

    def as_(person: str) -> Any:
        return replace(session, person=person, key=lambda: key_of(person))

    def act(person: str, name: str, code: str, reason: str = "", **common: Any) -> None:
        session = as_(person)
        session.submit(
            [session.sign(proposals.draft_act(session, name, [code], common=common, reason=reason))]
        )

    def propose(code: str) -> None:
        session = as_("lan.bt")
        session.submit([session.sign(proposals.draft_propose(session, [(code, proposal())]))])

    def point(*witnesses: str) -> Path:
        path = folder / f"{session.head.seq + 1}.txt"
        path.write_text(checkpoints.make_checkpoint(as_("hanh.nt")), "utf-8")
        for one in witnesses:
            note = checkpoints.cosign_checkpoint(as_(one), path, folder / "seen.db", lambda: 1_690_000_000)
            path.write_text(note, "utf-8")
        return path

    hanh, criteria = as_("hanh.nt"), ("necessity", "reasonableness", "legality", "cost")
    opinion = {"opinion": "được", "criteria": dict.fromkeys(criteria, True)}
    for unit, parent in (("hoa-binh", None), ("so-tu-phap", "hoa-binh")):
        kind = "department" if parent else "province"
        hanh.perform("unit.add", [(f"unit/{unit}", {"name": unit, "kind": kind, "parent": parent})])
    hanh.perform("person.add", [(f"person/{one}", {"name": f"{one} (invented)"}) for one in GRANTS])
    keys = [(f"person/{one}", {"public": ssh_line(key_of(one).public)}) for one in GRANTS]
    keys[3][1]["expires"] = "2030-01-01T00:00:00Z"  # the auditor's
    hanh.perform("key.add", keys)
    roles = [(f"person/{one}", {"role": role, "scope": scope}) for one, (role, scope) in GRANTS.items()]
    hanh.perform("role.grant", roles)
    codes = [f"1.{n:06d}" for n in range(1, 8)]
    added = [(f"procedure/{code}", procedure("so-tu-phap")) for code in codes]
    hanh.perform("procedure.add", [*added, ("procedure/3.000001", procedure("hoa-binh"))])
    clock.now = "2023-07-22T02:00:00Z"
    propose("1.000001")
    propose("1.000002")
    points = [point()]
    listed = [(f"procedure/2.{n:06d}", procedure("hoa-binh")) for n in range(1, 22)]
    hanh.perform("procedure.add", listed)  # more than 20: an enclosure
    cost = {"stage": "before", "sheet": sheet(100), "annual": "100"}
    as_("lan.bt").perform("cost.record", [("procedure/1.000001", cost)])
    act("minh.tv", "appraise", "1.000001", **opinion)
    act("minh.tv", "return", "1.000002", "thiếu hồ sơ")
    propose("1.000002")
    clock.now = "2023-09-05T02:00:00Z"
    act("huong.lt", "approve", "1.000001", decisions=[PAPER])
    hanh.perform("key.add", [("person/lan.bt", {"public": ssh_line(key_of(STOLEN).public)})])
    clock.now = "2023-10-02T02:00:00Z"
    document = PAPER | {"number": "2/QĐ", "date": "2023-09-15"}
    dates = {"in_force": "2023-10-01", "ends": None, "publication": None}
    act("lan.bt", "implement", "1.000001", document=document, **dates)
    hanh.perform("procedure.rename", [("procedure/1.000003", {"name": "Thủ tục đổi tên"})])
    gone = {"key": key_of(STOLEN).key, "suspected_from": 15}
    hanh.perform("key.revoke", [("person/lan.bt", gone)], reason="mất máy")
    hanh.perform("person.close", [("person/di.xa", {})])
    act("minh.tv", "appraise", "1.000002", **opinion)
    act("huong.lt", "approve", "1.000002", decisions=[PAPER])
    propose("1.000004")
    role, scope = GRANTS["thu.ph"]
    hanh.perform("role.revoke", [("person/thu.ph", {"role": role, "scope": scope})])
    act("lan.bt", "withdraw", "1.000004", "xem lại", document=PAPER)
    hanh.perform("register.countersign", [("register/1", {})])
    waits = hanh.perform("role.grant", [("person/thu.ph", {"role": role, "scope": scope})]).seq
    as_("quan.dv").perform("person.confirm", [("person/thu.ph", {"entry": waits, "accept": True})])
    return [*points, point("thu.ph")]


class Line(NamedTuple):
    """One entry of a forged journal; number, hashes and place in the chain follow."""

    recorded_at: str
    raw: bytes
    key: str
    sig: bytes


class Bundle:
    """A bundle in an attacker's hands: entries come and go, and the chain is made anew around them."""

    def __init__(self, files: Files) -> None:
        self.files = dict(files)
        texts = files["intents.jsonl"].split(b"\n")[:-1]
        fields = map(json.loads, files["journal.jsonl"].splitlines())
        self.lines = [
            Line(one["recorded_at"], raw, one["key"], _unbase(one["sig"]))
            for one, raw in zip(fields, texts, strict=True)
        ]
        self.register = sha256(texts[0])

    def copy(self) -> Bundle:
        """Another attacker's copy."""
        return deepcopy(self)

    def cut(self, size: int) -> Bundle:
        """Only the first so many entries, and the checkpoints that still hold."""
        self.lines = self.lines[:size]
        for of in (WAITING, SIZE):
            if of > size:
                self.files.pop(f"checkpoints/{of}.txt", None)
        return self

    def intent(self, seq: int) -> dict[str, Any]:
        """The intent of an entry, to be changed and signed again."""
        found: dict[str, Any] = json.loads(self.lines[seq].raw)
        return found

    def case(self, subject: str) -> tuple[int, str, str | None]:
        """Version, tip and state of a subject, as the entries have it."""
        found: tuple[int, str, str | None] = (0, "", None)
        for line in self.lines:
            for item in self._items(json.loads(line.raw)):
                if item["subject"] == subject:
                    found = (item["version"] + 1, sha256(line.raw), item["to"])
        return found

    def item(self, subject: str, body: dict[str, Any], to: str | None = None, **other: Any) -> Any:
        """One item as the register would want it now."""
        version, parent, state = self.case(subject)
        fields = {"subject": subject, "version": version, "parent": parent, "from": state}
        return fields | {"to": to or state, "body": body} | other

    def draft(self, act: str, person: str, *items: Any, **other: Any) -> dict[str, Any]:
        """An intent as it should be, but for what is given."""
        role, scope = GRANTS.get(person, ("registrar", "*"))
        seq = len(self.lines) - 1
        fields = {
            "v": 1,
            "id": sha256(f"{act} {person} {seq}".encode())[:32],
            "register": self.register,
            "definition": self.intent(0)["definition"],
            "rules": self.intent(0)["rules"],
            "act": act,
            "person": person,
            "role": role,
            "scope": scope,
            "claimed_at": self.lines[-1].recorded_at,
            "seen": {"seq": seq, "leaf": self.leaves()[-1].hex()},
            "reason": "",
            "body": {},
            "items": list(items),
            "enclosures": [],
        }
        return fields | other

    def add(self, intent: Any, signer: str = "", at: str = "") -> Bundle:
        """Sign an intent (fields, or bytes as they are) and put it at the end."""
        raw = intent if isinstance(intent, bytes) else dumps(intent).encode()
        key = key_of(signer or intent["person"])
        recorded_at = at or self.lines[-1].recorded_at
        self.lines.append(Line(recorded_at, raw, key.key, key.sign(raw)))
        return self

    def enclose(self, data: bytes) -> str:
        """Put an enclosure in; its digest."""
        self.files[f"enclosures/{sha256(data)}"] = data
        return sha256(data)

    def texts(self) -> list[bytes]:
        """The chained lines."""
        prev, found = bytes(32), []
        for seq, line in enumerate(self.lines):
            fields = {
                "v": 1,
                "seq": seq,
                "prev": prev.hex(),
                "recorded_at": line.recorded_at,
                "intent": sha256(line.raw),
                "key": line.key,
                "sig": b64encode(line.sig).decode(),
            }
            found.append(dumps(fields).encode())
            prev = hashlib.sha256(b"\0" + found[-1]).digest()
        return found

    def leaves(self) -> list[bytes]:
        """The leaf of each line."""
        return [hashlib.sha256(b"\0" + text).digest() for text in self.texts()]

    def point(self, *signers: str, size: int | None = None, **other: Any) -> str:
        """A checkpoint of these entries: signers by name, witnesses as `~name`."""
        size = len(self.lines) if size is None else size
        origin = other.get("origin", checkpoint.origin(self.register))
        root = other.get("root", merkle.root(self.leaves()[:size]))
        text = checkpoint.body(Checkpoint(origin, other.get("said", size), root))
        return checkpoint.note(text, [signature(text, one, origin) for one in signers])

    def made(self) -> Files:
        """The files."""
        journal = b"".join(text + b"\n" for text in self.texts())
        intents = b"".join(line.raw + b"\n" for line in self.lines)
        return self.files | {"journal.jsonl": journal, "intents.jsonl": intents}

    def _items(self, intent: Any) -> list[Any]:
        if isinstance(intent["items"], list):
            return intent["items"]
        listed = self.files[f"enclosures/{intent['items']['enclosed']}"]
        return [json.loads(text) for text in listed.splitlines()]


def signature(text: str, signer: str, origin: str, name: str = "", time: int = 10**9) -> Signature:
    """A line under a note: by `person`, or cosigned by `~person`; `name` is what it says."""
    key = key_of(signer.removeprefix("~"))
    if not signer.startswith("~"):
        name = name or origin
        return Signature(name, checkpoint.key_id(name, key.public, SIGNED), key.sign_note(text.encode()))
    name = name or signer[1:]
    sig = checkpoint.with_time(time, key.sign_note(checkpoint.cosigned(text, time)))
    return Signature(name, checkpoint.key_id(name, key.public, COSIGNED), sig)


def _unbase(text: str) -> bytes:
    from base64 import b64decode

    return b64decode(text, validate=True)
