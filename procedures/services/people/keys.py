"""Use cases of keys on record: register and revoke."""

from __future__ import annotations

from procedures.dates import end_of
from procedures.services.session import Draft, Session
from workflow.errors import NotFound
from workflow.identity.people import Key
from workflow.journal.strict_json import Json


def draft_key(session: Session, person: str, public: str, proof: str = "", last_day: str = "") -> Draft:
    """Draft the registration of a person's public key (one OpenSSH line).

    `proof`: its own signature of `proof_text` in Base64, "" for none. `last_day` (ISO date, "" for none): the
    key signs nothing that is recorded after the end of that day.

    Raises what `Session.draft` raises.
    """
    body: Json = {"public": public}
    if proof:
        body["proof"] = proof
    if last_day:
        body["expires"] = end_of(last_day)
    return session.draft("key.add", [(f"person/{person}", body)])


def draft_revoke_key(session: Session, key: str, reason: str, suspected: int | None) -> Draft:
    """Draft the revocation of a key (its fingerprint); acts since position `suspected` are then contested.

    Raises NotFound: when there is no such key. Raises what `Session.draft` raises.
    """
    with session.reading() as rows:
        row = rows.get(Key, key)
    if row is None:
        raise NotFound("no-such-key", key=key)
    body: Json = {"key": key} | ({} if suspected is None else {"suspected_from": suspected})
    return session.draft("key.revoke", [(f"person/{row.person}", body)], reason=reason)
