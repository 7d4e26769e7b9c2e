"""Descriptions that tests sign: small records of our own, read by the readers, in an enclosure."""

from __future__ import annotations

from procedures.descriptions.read import READER, read_description
from procedures.rules.enclosed_descriptions import EnclosedDescription, enclosure_of
from workflow.journal.strict_json import sha256


def described(code, **words):
    """The body of `procedure.describe` for a code (as the journal names it), and its enclosures."""
    record = {"ma_thu_tuc": code, "ten_thu_tuc": f"Thủ tục {code}"} | words
    data = enclosure_of({code: EnclosedDescription(record, read_description(record, "portal-text"))})
    body = {"form": "portal-text", "reader": READER, "source": f"{code}.json", "enclosed": sha256(data)}
    return body, {sha256(data): data}
