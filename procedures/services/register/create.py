"""Creates a register: its tables, its first entry, its first registrars."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from procedures.domain import DOMAIN, RULES
from procedures.errors import BadInput, InputProblem
from procedures.input.checks import normalise
from procedures.rules import demonstration
from procedures.services.people.key_files import key_folder, load_key, new_key
from procedures.services.session import Session, open_session, receipt, schema, system_clock
from procedures.storage.rows import KEYS
from workflow import engine
from workflow.definition import EVERYWHERE
from workflow.definition_checks import definition_problems
from workflow.errors import BrokenDefinition, NotFound, Unsignable, WrongFile
from workflow.identity.people import PERSON_ID, founding_items
from workflow.identity.ssh_keys import ssh_line
from workflow.journal.characters import UNICODE
from workflow.journal.intents import Intent, Signed, compose
from workflow.storage import connect
from workflow.storage.store import Store

if TYPE_CHECKING:
    from workflow.identity.signing import Signer


def create_register(
    url: str,
    name: str,
    registrars: Mapping[str, tuple[str, Signer]],
    *,
    note: str = "",
    clock: Callable[[], str] | None = None,
    stands_still: bool = False,
) -> Session:
    """Make the register `name` at `url`; `registrars` maps person id -> (full name, key).

    The first registrar signs entry 0. `note` is a warning that every paper shows, "" for none. With
    `stands_still` the time of the register is its newest entry's, for training.

    Raises Unsignable: when a key is the demonstration's, which everybody has, and this is none.
    Raises WrongFile: when a register is there. Raises BrokenDefinition: when the life cycle is unsound.
    Raises BadInput: when an id or the name is missing or bad. Raises Refusal: when entry 0 is refused. Raises
    StorageFault: when the database cannot be written.
    """
    unsound = definition_problems(DOMAIN.definition, DOMAIN.guards)
    if unsound:
        raise BrokenDefinition("definition-unsound", problems=unsound)
    bad = [id_ for id_ in registrars if not re.fullmatch(PERSON_ID, id_)]
    if bad or not name.strip():
        place = "request.registrar" if bad else "name"
        raise BadInput((InputProblem(place, "bad-person-id" if bad else "missing", "".join(bad)),))
    for id_, (_full, signer) in registrars.items():
        if signer.key in demonstration.PUBLISHED_KEYS and not stands_still:
            raise Unsignable("demonstration-key", key=signer.key, person=id_)
    database = connect.database_at(url, create=True)
    store = Store(database, schema(database.dialect), KEYS)
    store.create()
    tick = clock or system_clock
    session = Session(store, clock)
    signed = genesis(name, registrars, tick(), note=note, stands_still=stands_still)
    from workflow.identity.signing import verify_signature  # loads cryptography

    receipt("register.open", engine.perform(store, DOMAIN, [signed], tick, verify_signature)[0])
    return session


class NamedRegistrar(NamedTuple):
    """A first registrar: id, name, key, and the file of the key where it was made just now."""

    id: str
    name: str
    signer: Signer
    made: Path | None


def registrars(url: str, texts: Sequence[str], own_key: str) -> list[NamedRegistrar]:
    """Return the first registrars of `named` ("id" or "id=name"), the first with the key file `own_key`.

    The keys of the others lie beside the register; one that is missing is made.

    Raises Unsignable: when a key cannot be read or made. Raises BadInput: when an id is bad.
    """
    prepared: list[NamedRegistrar] = []
    for text in texts:
        id_, _equals, full = normalise(text).partition("=")
        own = Path(own_key) if own_key and not prepared else None
        new_file = None
        try:
            signer = load_key(id_, own, [key_folder(url)], lambda: b"")
        except Unsignable as absent:
            if absent.code != "no-key":
                raise
            signer, new_file = new_key(key_folder(url), id_)
        prepared.append(NamedRegistrar(id_, full or id_, signer, new_file))
    return prepared


def require_vacancy(url: str) -> None:
    """Check that a register can be created at `url`.

    Raises WrongFile: when a register is there, or a file of another kind.
    """
    try:
        session = open_session(url)
    except NotFound:
        return
    except WrongFile as error:
        # An empty file, or the tables of a creation that was stopped before entry 0.
        if error.code in {"empty-file", "foreign-database"}:
            return
        raise
    raise WrongFile("register-exists", path=session.store.place)


def genesis(
    name: str, registrars: Mapping[str, tuple[str, Signer]], now: str, *, note: str, stands_still: bool
) -> Signed:
    """Return entry 0, signed by the first registrar with a key that is in its own body.

    `now`: UTC, ISO 8601.
    """
    body = {
        "name": name,
        "definition": DOMAIN.definition.text,
        "people": [
            {"id": id_, "name": full, "keys": [ssh_line(signer.public)]}
            for id_, (full, signer) in registrars.items()
        ],
        "note": note,
        "clock": "journal" if stands_still else "system",
        "unicode": UNICODE,
    }
    first, (_, signer) = next(iter(registrars.items()))
    intent = Intent(
        id=secrets.token_hex(16),
        register="",
        definition=DOMAIN.definition.digest,
        rules=RULES,
        act="register.open",
        person=first,
        role=DOMAIN.definition.steward,
        scope=EVERYWHERE,
        claimed_at=now,
        seen=(0, ""),
        reason="",
        body={},
        items=founding_items(body),
        enclosures={},
        raw=b"",
    )
    raw, enclosures = compose(intent)
    return Signed(raw, signer.key, signer.sign(raw), enclosures)
