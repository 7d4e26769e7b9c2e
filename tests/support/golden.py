"""Bundles and definitions of earlier releases, which stay readable for good."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from procedures.domain import DOMAIN
from procedures.services.session import schema
from procedures.storage.rows import KEYS
from workflow import engine
from workflow.definition import Definition
from workflow.identity.signing import verify_signature
from workflow.journal.bundle import Bundle
from workflow.journal.intents import Signed
from workflow.replaying import read_entry
from workflow.storage import connect
from workflow.storage.positions import Receipt
from workflow.storage.store import Store

GOLDEN = Path(__file__).parents[1] / "golden"


def released_definition(release: int) -> str:
    """The text of the definition that a release founded its registers with."""
    first = (GOLDEN / f"release-{release}" / "intents.jsonl").read_text("utf-8").partition("\n")[0]
    text: str = json.loads(first)["items"][0]["body"]["definition"]
    return text


def register_of_release(release: int, url: str) -> None:
    """Make a register with the entries of a release, recorded as that release recorded them."""
    definition = Definition.from_text(released_definition(release))
    then = replace(DOMAIN, definition=definition, version=str(release))
    database = connect.database_at(url, create=True)
    store = Store(database, schema(database.dialect), KEYS)
    store.create()
    source = Bundle(GOLDEN / f"release-{release}")
    for stored in source.entries(0):
        _, intent = read_entry(source, stored, b"")
        signed = Signed(intent.raw, stored.key, stored.sig, intent.enclosures)
        times = iter([stored.recorded_at])
        (answer,) = engine.perform(store, then, [signed], lambda times=times: next(times), verify_signature)
        assert isinstance(answer, Receipt), answer
        assert answer.leaf == stored.leaf
    store.close()
