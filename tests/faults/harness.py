"""A small register with its people's keys, commands that write to it, and a judge of what a fault left."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from procedures.domain import DOMAIN
from procedures.services.people.key_files import save_key
from procedures.services.register.backup import backup
from procedures.services.session import system_clock
from tests.support.keys import key_of
from tests.support.paths import ROOT
from tests.support.servers import open_store
from tests.support.town import Town
from workflow import verification
from workflow.errors import WorkflowError
from workflow.identity.signing import verify_signature

REGISTER = "tinhgon.db"
# Calls that change what is stored, or tell somebody so; "?" where not every machine has them.
STORING = (
    "pwrite64",
    "write",
    "fdatasync",
    "fsync",
    "ftruncate",
    "?unlink",
    "unlinkat",
    "?rename",
    "renameat",
    "renameat2",
    "?link",
    "linkat",
    "?mkdir",
    "mkdirat",
    "openat",
)
READING = ("pread64", "read", "newfstatat", "fcntl")
DOCUMENTED = {0, 1, 2, 3, 4, 5, 6, 7, 8, 130}


class Done(NamedTuple):
    """The end of a command: exit code (minus the signal that ended it), output and trace."""

    code: int
    out: str
    err: str
    trace: str = ""


class Call(NamedTuple):
    """A call as strace saw it: `number` counts the calls of this name from 1."""

    name: str
    number: int
    words: str
    result: int


class Runner:
    """Sends commands to the process of `tests.faults.runner`."""

    def __init__(self, scratch: Path) -> None:
        env = {k: v for k, v in os.environ.items() if not k.startswith("TINHGON")}
        env |= {"PYTHONPATH": str(ROOT), "TINHGON_LANG": "en"}
        self.scratch = scratch
        self.runs = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.runner"],
            cwd=ROOT,
            env=env,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout.readline() == "ready\n"

    def __call__(self, argv: Sequence[str], folder: Path, strace: Sequence[str] = (), **more: Any) -> Done:
        """Run one command in a folder; `strace` holds options, `more` what `runner.child` knows."""
        out, err, trace = (str(self.scratch / name) for name in ("out", "err", "trace"))
        for one in (out, err, trace):
            Path(one).write_bytes(b"")
        asked = {"argv": list(argv), "cwd": str(folder), "stdout": out, "stderr": err} | more
        if strace:
            asked["strace"] = ["-o", trace, *strace]
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        code = json.loads(self._process.stdout.readline())["code"]
        self.runs += 1
        read = [Path(one).read_text(encoding="utf-8", errors="replace") for one in (out, err, trace)]
        return Done(code, *read)

    def calls(
        self, argv: Sequence[str], folder: Path, names: Sequence[str] = STORING, **more: Any
    ) -> list[Call]:
        """The calls of a command that runs without a fault, in order."""
        done = self(argv, folder, ["-e", f"trace={','.join(names)}", "-y"], **more)
        return list(calls(done.trace))

    def close(self) -> None:
        """End the process."""
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def calls(trace: str) -> Iterator[Call]:
    """The calls in a trace; those of one that was killed have the result -1."""
    counted: dict[str, int] = {}
    for line in trace.splitlines():
        found = re.match(r"(\w+)\((.*?)(?:\)\s+= (-?\d+|\?).*)?$", line)
        if found:
            name, words, result = found.groups()
            counted[name] = counted.get(name, 0) + 1
            yield Call(name, counted[name], words, int(result) if result not in {None, "?"} else -1)


def storing(made: Sequence[Call]) -> list[Call]:
    """Those that change what is stored or said; of the opens only those that may make a file."""
    return [call for call in made if call.name != "openat" or "O_CREAT" in call.words]


class Case(NamedTuple):
    """A writing command. `look` says what a folder holds of it: "none", "whole", or what is wrong."""

    name: str
    argv: tuple[str, ...]
    look: Callable[[Path], str]
    start: str = "open"  # which of the prepared folders it starts in
    again: frozenset[int] = frozenset({0, 3, 4, 6, 8})  # what a retry of what is whole may say
    told: str = "ecorded as entry"  # by this sentence, or by exit 0, somebody knows that it is done

    def acknowledged(self, done: Done) -> bool:
        """Say if the command told its user that the act is done."""
        return done.code == 0 or self.told in done.out + done.err


class Bench:
    """The prepared folders and the cases on them."""

    def __init__(self, folder: Path) -> None:
        """Prepare the folder, or take it as another bench has prepared it."""
        self.folder = folder
        if not (folder / "open").exists():
            self._prepare()
        self.cases = {case.name: case for case in self._cases()}

    def fresh(self, case: Case, name: str = "run") -> Path:
        """A new copy of the folder that a case starts in."""
        target = self.folder / name
        for old in (target, target.with_name(f"{name}.home")):
            if old.exists():
                shutil.rmtree(old)
        shutil.copytree(self.folder / case.start, target)
        return target

    def _prepare(self) -> None:
        start = self.folder / "open"
        start.mkdir(parents=True)
        town = Town(
            str(start / REGISTER), system_clock()
        )  # whole processes act in it, by the machine's clock
        for person in ("hanh.nt", *(one for one, _, _ in Town.PEOPLE)):
            save_key(start / "tinhgon.keys", person, key_of(person))
        town.add_procedures("so-tu-phap", *(f"1.{n:06d}" for n in range(1, 10)))
        backup(town.base, start / "old.db")
        for n in range(1, 10):
            town.record("lan.bt", f"1.{n:06d}", 1000 * n)
        from procedures.services import programmes

        hanh = town.as_("hanh.nt")
        hanh.submit([hanh.sign(programmes.draft_adopt(hanh, programmes.read_programme("hoa-binh-2023")))])
        shutil.copytree(start, self.folder / "adopted")
        hanh.submit([hanh.sign(programmes.preview_seal(hanh, "hoa-binh-2023").draft)])
        for n in (4, 5, 6):
            town.propose("lan.bt", f"1.{n:06d}")
        town.appraise("1.000004", "1.000005", "1.000006")
        town.store.close()
        self._plan(start)
        self._sign(start)

    def _plan(self, folder: Path) -> None:
        from procedures.intake.form_reader import owners_by_rule, read_filled
        from procedures.services.session import open_session
        from procedures.services.workbook_import import import_plan, plan_file

        rows = "".join(f"1.0001{n:02d},Thủ tục {n},Sở Tư pháp\n" for n in range(8))
        book = folder / "new.csv"
        book.write_text("Mã số,Tên,Cơ quan thực hiện\n" + rows, encoding="utf-8")
        session = open_session(str(folder / REGISTER), person="hanh.nt")
        made = import_plan.make_plan(
            session,
            workbook := read_filled(book),
            book.name,
            unit="so-tu-phap",
            owner=owners_by_rule(workbook, ()),
        )
        assert not made.left_out, made.problems
        text = plan_file.plan_to_text(made._replace(at=book.name))
        (folder / "new.plan").write_text(text, encoding="utf-8")
        session.store.close()

    def _sign(self, folder: Path) -> None:
        from procedures.services import proposals
        from procedures.services.register.signed_files import write_signed
        from procedures.services.session import open_session
        from tests.support.sheets import PAPER, proposal

        session = open_session(str(folder / REGISTER), person="lan.bt", key=lambda: key_of("lan.bt"))
        session = replace(session, carried=True)
        draft = proposals.draft_propose(session, [("1.000001", proposal())])
        write_signed(session.sign(draft), folder / "propose.json")
        session.store.close()
        session = open_session(str(folder / REGISTER), person="huong.lt", key=lambda: key_of("huong.lt"))
        session = replace(session, carried=True)
        codes = ["1.000004", "1.000005", "1.000006"]
        paper = {"decisions": [PAPER | {"level": "province"}]}
        write_signed(
            session.sign(proposals.draft_act(session, "approve", codes, common=paper)),
            folder / "approve.json",
        )
        session.store.close()

    def _cases(self) -> Iterator[Case]:
        proposed = (
            "--kind",
            "abolish",
            "--content",
            "bỏ",
            "--reason",
            "thừa",
            "--submission",
            "1/TTr",
            "--dated",
            "20/07/2023",
            "--as",
            "lan.bt",
            "--yes",
        )
        codes = ("1.000004", "1.000005", "1.000006")
        one, sealed = self._entries("open", 1), self._entries("adopted", 1)
        yield Case("propose", ("propose", "1.000001", *proposed), one)
        yield Case(
            "approve",
            (
                "approve",
                *codes,
                "--decision",
                "1/QĐ",
                "--signed",
                "29/09/2023",
                "--signer",
                "A",
                "--as",
                "huong.lt",
                "--yes",
            ),
            one,
        )
        yield Case("import apply", ("import", "apply", "new.plan", "--as", "hanh.nt", "--yes"), one)
        yield Case("receive", ("register", "receive", "propose.json"), one, again=frozenset({0}))
        yield Case("receive several", ("register", "receive", "approve.json"), one, again=frozenset({0}))
        yield Case(
            "seal", ("programme", "seal", "hoa-binh-2023", "--as", "hanh.nt", "--yes"), sealed, "adopted"
        )
        yield Case("backup", ("register", "backup", "copy.db"), self._backed_up, told="Copied and verified")
        yield Case("restore", ("register", "restore", "old.db", "--as", "hanh.nt", "--yes"), self._restored)
        yield Case("rebuild", ("register", "rebuild"), self._rebuilt, told="Made anew")
        yield Case(
            "sign to a file",
            ("propose", "1.000001", *proposed, "--out", "act.json"),
            self._signed,
            told="Signed, not recorded",
        )
        yield Case(
            "init",
            ("--register", "new.db", "init", "Sở", "--registrar", "a.b", "--registrar", "c.d"),
            self._founded,
            told="Register id",
        )
        yield Case("key new", ("key", "new", "new.p"), self._keyed, told="Made ")

    def _entries(self, start: str, gain: int) -> Callable[[Path], str]:
        before = entries(self.folder / start / REGISTER)

        def look(folder: Path) -> str:
            return grown(before, entries(folder / REGISTER), gain)

        return look

    def _backed_up(self, folder: Path) -> str:
        before, copy = entries(self.folder / "open" / REGISTER), folder / "copy.db"
        if entries(folder / REGISTER) != before:
            return "the register changed"
        if not copy.exists():
            return "none"
        return "whole" if entries(copy) == before and not unsound(copy) else "a bad copy"

    def _restored(self, folder: Path) -> str:
        old = entries(self.folder / "open" / "old.db")
        now = entries(folder / REGISTER)
        kept = folder / f"{REGISTER}.replaced"
        if now == entries(self.folder / "open" / REGISTER):
            return "none"
        if len(now) != len(old) + 1 or now[:-1] != old:
            return f"{len(now)} entries, neither the old register nor the backup with its act"
        sound = kept.exists() and entries(kept) == entries(self.folder / "open" / REGISTER)
        return "whole" if sound else "what stood there is not kept"

    def _rebuilt(self, folder: Path) -> str:
        same = entries(folder / REGISTER) == entries(self.folder / "open" / REGISTER)
        return "whole" if same else "the journal changed"

    def _signed(self, folder: Path) -> str:
        from workflow.journal.intent_files import from_file

        if entries(folder / REGISTER) != entries(self.folder / "open" / REGISTER):
            return "the register changed"
        if not (folder / "act.json").exists():
            return "none"
        try:
            from_file((folder / "act.json").read_bytes())
        except WorkflowError as error:
            return f"a part of a file: {error}"
        return "whole"

    def _founded(self, folder: Path) -> str:
        path, keys = folder / "new.db", folder / "new.keys"
        for person in ("a.b", "c.d"):
            broken = _key_broken(keys / person)
            if broken:
                return broken
        if not path.exists() or not entries(path):
            return "none"
        return "whole" if (keys / "a.b").exists() and (keys / "c.d").exists() else "founders without keys"

    def _keyed(self, folder: Path) -> str:
        path = folder / "tinhgon.keys" / "new.p"
        return _key_broken(path) or ("whole" if path.exists() else "none")


def _key_broken(path: Path) -> str:
    from workflow.identity.signing import load_private_key

    if not path.exists():
        return ""
    try:
        public = load_private_key(path.read_bytes(), lambda: b"").public
    except Exception as error:
        return f"a part of a key: {type(error).__name__}"
    from workflow.identity.ssh_keys import ssh_line

    beside = path.with_name(path.name + ".pub")
    mode = path.stat().st_mode & 0o777
    if mode != 0o600:
        return f"a key with mode {mode:o}"
    good = beside.exists() and beside.read_bytes().startswith(ssh_line(public).encode())
    return "" if good else "a key without its public half"


def entries(path: Path) -> tuple[str, ...]:
    """The ids of a journal in order. Rolls a hot journal back, as whoever opens the register would."""
    if path.exists() and not path.stat().st_size:
        return ()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # The judge's own syncs prove nothing and cost most of its time.
        connection.execute("PRAGMA synchronous = OFF")
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'journal'").fetchone():
            return ()
        rows = connection.execute("SELECT seq, intent_id FROM journal ORDER BY seq").fetchall()
    assert [seq for seq, _ in rows] == list(range(len(rows))), rows
    return tuple(id_ for _, id_ in rows)


def grown(before: Sequence[str], now: Sequence[str], gain: int) -> str:
    """Name the outcome of an act that adds `gain` entries: "none", "whole", or the fault in words."""
    if now == before:
        return "none"
    if tuple(now[: len(before)]) != tuple(before):
        return "entries that were there are gone or changed"
    more = len(now) - len(before)
    return "whole" if more == gain else f"{more} entries of {gain}"


def unsound(path: Path) -> list[str]:
    """What `audit verify` would say about a register; [] is right."""
    store = open_store(str(path))
    try:
        return [
            f"{one.code} {one.place}" for one in verification.verify_register(store, DOMAIN, verify_signature)
        ]
    finally:
        store.close()


class Count:
    """The findings of a test: points, lost acknowledged acts, half-applied acts, first examples."""

    def __init__(self) -> None:
        self.points = 0
        self.lost: list[str] = []
        self.half: list[str] = []
        self.broken: list[str] = []
        self.said: list[str] = []
        self.raised: list[str] = []  # by `verify`, which must tell whatever a file holds
        self.kinds: dict[str, int] = {}
        self._known: dict[tuple[str, bytes], list[str]] = {}

    @property
    def faults(self) -> list[str]:
        """Everything that is wrong; [] is right."""
        return [*self.lost, *self.half, *self.broken, *self.said, *self.raised]

    def note(self, kind: str) -> None:
        """Count a kind of ending."""
        self.kinds[kind] = self.kinds.get(kind, 0) + 1

    def judge(self, case: Case, folder: Path, where: str, *, acknowledged: bool) -> str:
        """Judge a folder after a fault: it opens, verifies, and holds the act whole or not at all."""
        self.points += 1
        try:
            found = case.look(folder)
            for path in (folder / REGISTER, folder / "new.db", folder / "copy.db"):
                if path.exists() and entries(path):
                    self.broken += [f"{case.name} {where}: {one}" for one in self._unsound(path)]
        except Exception as error:  # whatever it is, a person would have met it
            self.broken.append(f"{case.name} {where}: {type(error).__name__} {error}")
            return "broken"
        if found not in {"none", "whole"}:
            self.half.append(f"{case.name} {where}: {found}")
        if acknowledged and found != "whole":
            self.lost.append(f"{case.name} {where}: acknowledged, but {found}")
        self.note(found)
        return found

    def _unsound(self, path: Path) -> list[str]:
        import hashlib

        # The same bytes were judged before in most cases: a rollback restores every one of them.
        key = (path.name, hashlib.sha256(path.read_bytes()).digest())
        if key not in self._known:
            try:
                self._known[key] = unsound(path)
            except Exception as error:
                self.raised.append(f"{type(error).__name__} {error}")
                raise
        return self._known[key]


def three_lines(done: Done) -> str:
    """Name the fault in the message of a failure; "" where it is right."""
    told = done.out + done.err
    if "Traceback" in told:
        return "a traceback"
    if done.code not in DOCUMENTED or done.code == 1:
        return f"exit {done.code}"
    if done.code not in {0, 130} and "Error TG-" not in done.err and "✗" not in done.err:
        return "no error line"
    tail = done.err[done.err.rfind("Error TG-") :].strip().splitlines()
    return "" if len(tail) <= 3 else f"{len(tail)} lines"
