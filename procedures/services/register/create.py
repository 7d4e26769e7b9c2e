"""Founding a register: its tables, its genesis, its first registrars; and its keys."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from procedures.domain import HOUSE, RULES
from procedures.input.checks import BadInput, InputProblem
from procedures.services.session import Session, open_session, receipt, schema, system_clock
from procedures.storage.rows import KEYS
from workflow import engine
from workflow.definition_checks import problems
from workflow.errors import BrokenDefinition, NotFound, Unsignable, WrongFile
from workflow.identity.people import (
    EVERYWHERE,
    PERSON_ID,
    Key,
    founding_items,
    proof_text,
    ssh_line,
)
from workflow.journal.intents import Intent, Signed, compose
from workflow.storage import database as databases
from workflow.storage.files import need_free, sync_folder, write_new
from workflow.storage.store import Store

if TYPE_CHECKING:
    from workflow.identity.signing import Signer


def found(
    url: str, name: str, registrars: Mapping[str, tuple[str, Signer]], *, note: str = "",
    clock: Callable[[], str] | None = None, stands_still: bool = False,
) -> Session:  # fmt: skip
    """Make the register `name` at `url`; `registrars` maps person id -> (full name, key).

    The first registrar signs the genesis. Raises WrongFile where a register is already there.
    """
    unsound = problems(HOUSE.definition, HOUSE.guards)
    if unsound:
        raise BrokenDefinition("definition-unsound", problems=unsound)
    bad = [id_ for id_ in registrars if not re.fullmatch(PERSON_ID, id_)]
    if bad or not name.strip():
        place = "--registrar" if bad else "name"
        raise BadInput((InputProblem(place, "bad-person-id" if bad else "missing", "".join(bad)),))
    database = databases.at(url, create=True)
    store = Store(database, schema(database.dialect), KEYS)
    store.create()
    tick = clock or system_clock
    office = Session(store, clock)
    signed = genesis(name, registrars, tick(), note=note, stands_still=stands_still)
    from workflow.identity.signing import verify  # noqa: PLC0415 - loads cryptography

    receipt("register.open", engine.perform(store, HOUSE, [signed], tick, verify)[0])
    return office


def need_vacancy(url: str) -> None:
    """Raise WrongFile where a register cannot be founded: one is there, or a file of another kind."""
    try:
        office = open_session(url)
    except NotFound:
        return
    except WrongFile as error:
        # Nothing yet, or what one left who was stopped before entry 0.
        if error.code in {"empty-file", "foreign-database"}:
            return
        raise
    raise WrongFile("register-exists", path=office.store.place)


def genesis(
    name: str, registrars: Mapping[str, tuple[str, Signer]], now: str, *, note: str,
    stands_still: bool,
) -> Signed:  # fmt: skip
    """Entry 0, signed by the first registrar with a key that stands in its own body."""
    body = {
        "name": name,
        "definition": HOUSE.definition.text,
        "people": [
            {"id": id_, "name": full, "keys": [ssh_line(signer.public)]}
            for id_, (full, signer) in registrars.items()
        ],
        "note": note,
        "clock": "journal" if stands_still else "system",
    }
    first, (_, signer) = next(iter(registrars.items()))
    intent = Intent(
        id=secrets.token_hex(16), register="", definition=HOUSE.definition.digest, rules=RULES,
        act="register.open", person=first, role=HOUSE.definition.steward, scope=EVERYWHERE,
        claimed_at=now, seen=(0, ""), reason="", body={},
        items=founding_items(body), enclosures={}, raw=b"",
    )  # fmt: skip
    raw, enclosures = compose(intent)
    return Signed(raw, signer.key, signer.sign(raw), enclosures)


def key_folder(url: str) -> Path:
    """The folder of keys beside a register: `tinhgon.keys` beside `tinhgon.db`."""
    if url.startswith(("postgresql://", "postgres://")):
        return Path("tinhgon.keys")
    return Path(url.removeprefix("sqlite:///")).with_suffix(".keys")


def new_key(folder: Path, person: str, passphrase: bytes | None = None) -> tuple[Signer, Path]:
    """Make a key pair: `PERSON` (mode 0600) and `PERSON.pub`. Never overwrites a key.

    Raises BadInput where `person` is no id: it would become the name of a file.
    """
    if not re.fullmatch(PERSON_ID, person):
        raise BadInput((InputProblem("PERSON", "bad-person-id", person),))
    from workflow.identity.signing import Signer  # noqa: PLC0415 - loads cryptography

    signer = Signer.generate()
    return signer, save_key(folder, person, signer, passphrase)


def save_key(folder: Path, person: str, signer: Signer, passphrase: bytes | None = None) -> Path:
    """Write a key pair into `folder` (mode 0700). Raises Unsignable where one is there."""
    target = folder / person
    public = Path(f"{target}.pub")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        sync_folder(folder.parent)
        need_free(target)
        # The public half comes first and may be another's left over: what counts is the key itself.
        public.unlink(missing_ok=True)
        write_new(public, f"{ssh_line(signer.public, person)}\n".encode())
        write_new(target, signer.to_openssh(passphrase), 0o600)
    except FileExistsError as error:
        raise Unsignable("key-exists", path=target) from error
    except OSError as error:
        raise Unsignable("cannot-write-key", path=target, why=error.strerror) from error
    return target


def load_key(
    person: str, explicit: Path | None, folders: Sequence[Path], passphrase: Callable[[], bytes]
) -> Signer:
    """The person's key: the file named, else the first of `folders` that holds one.

    Raises Unsignable where there is none or it cannot be opened.
    """
    from workflow.identity.signing import load  # noqa: PLC0415 - loads cryptography

    tried = [explicit] if explicit else [folder / person for folder in folders]
    for path in tried:
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise Unsignable("cannot-read-key", path=path, why=error.strerror) from error
        return load(data, passphrase)
    raise Unsignable("no-key", person=person, places=", ".join(map(str, tried)))


def prove(office: Session, person: str, signer: Signer) -> str:
    """The proof that somebody holds a key, as a file: good for this register and this person only."""
    from workflow.identity.signing import to_sshsig_armor  # noqa: PLC0415 - loads cryptography

    sig = signer.sign(proof_text(office.register.id, person))
    return to_sshsig_armor(signer.public, sig)


def agent_key(office: Session, person: str, environment: Mapping[str, str]) -> Signer:
    """The person's key in the user's ssh-agent. Raises Unsignable where none is there."""
    from functools import partial  # noqa: PLC0415 - as below

    from workflow.identity.signing import Signer  # noqa: PLC0415 - loads cryptography
    from workflow.identity.ssh_agent import connect  # noqa: PLC0415 - few keys live in an agent

    with office.reading() as rows:
        mine = {key.id for key in rows.scan(Key, person=person, until=None)}
    agent = connect(environment)
    held = agent.keys() if agent else {}
    for key, public in held.items():
        if agent is not None and key in mine:
            return Signer(public, partial(agent.sign, public))
    raise Unsignable("no-key", person=person, places="ssh-agent" if agent else "-")
