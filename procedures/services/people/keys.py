"""Use cases of keys on record: register and revoke."""

from __future__ import annotations

from procedures.dates import end_of
from procedures.services.session import Draft, Session
from workflow.errors import NotFound
from workflow.identity.people import Key
from workflow.journal.strict_json import Json


def draft_key(session: Session, person: str, public: str, proof: str = "", last_day: str = "") -> Draft:
    """A public key (one OpenSSH line) of a person; `proof`: its own signature of `proof_text`.

    `last_day` (ISO): the key signs nothing that is recorded after the end of that day.
    """
    body: Json = {"public": public}
    if proof:
        body["proof"] = proof
    if last_day:
        body["expires"] = end_of(last_day)
    return session.draft("key.add", [(f"person/{person}", body)])


def draft_revoke_key(session: Session, key: str, reason: str, suspected: int | None) -> Draft:
    """A key out of force; acts since position `suspected` are contested. Raises NotFound."""
    with session.reading() as rows:
        row = rows.get(Key, key)
    if row is None:
        raise NotFound("no-such-key", key=key)
    body: Json = {"key": key} | ({} if suspected is None else {"suspected_from": suspected})
    return session.draft("key.revoke", [(f"person/{row.person}", body)], reason=reason)
