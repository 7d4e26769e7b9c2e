"""Writes and reads a signed intent as one file, for offices that exchange acts without a server."""

from __future__ import annotations

from base64 import b64decode, b64encode

from workflow.errors import BadIntent
from workflow.journal import intents
from workflow.journal.entries import FORMAT
from workflow.journal.intents import Signed, text_field
from workflow.journal.strict_json import dumps, loads, sha256

_FORMAT_FIELD = "tinhgon-intent"  # its value is the version of the format


def to_file(signed: Signed) -> bytes:
    """Write a signed intent with its enclosures as one JSON object; bytes are in base64."""
    return dumps(
        {
            _FORMAT_FIELD: FORMAT,
            "intent": b64encode(signed.raw).decode(),
            "key": signed.key,
            "sig": b64encode(signed.sig).decode(),
            "enclosures": [b64encode(data).decode() for data in signed.enclosures.values()],
        }
    ).encode()


def from_file(data: bytes) -> Signed:
    """Read a signed intent from the bytes of a file. Raises BadIntent: on any other bytes."""
    fields = loads(data, 2 * intents.MAX_ENCLOSURE)
    try:
        if fields[_FORMAT_FIELD] != FORMAT:
            raise BadIntent("newer-format", version=fields[_FORMAT_FIELD])
        enclosures = [b64decode(text, validate=True) for text in fields["enclosures"]]
        return Signed(
            raw=b64decode(fields["intent"], validate=True),
            key=text_field(fields["key"]),
            sig=b64decode(fields["sig"], validate=True),
            enclosures={sha256(data): data for data in enclosures},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadIntent("not-an-intent-file", why=error) from error
