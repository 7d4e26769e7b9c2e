"""The role that the administration guide sets up: it can do the daily work, and nothing past the door."""

from __future__ import annotations

import re
from dataclasses import replace

import psycopg
import pytest

from tests.support.paths import ROOT
from tests.support.servers import open_store
from tests.support.town import Town
from workflow.storage.positions import Receipt

GUIDE = (ROOT / "docs" / "administration.md").read_text("utf-8")


@pytest.fixture(scope="module")
def app(pg):
    """A town whose daily work goes through the restricted role; yields (town, app's URL)."""
    url = pg()
    town = Town(url)
    town.add_procedures("so-tu-phap", "1.000001", "1.000002")
    role = "app_" + re.search(r"/(t\d+)\?", url)[1]
    grants = re.search(r"```sql\n(.*?)```", GUIDE, re.DOTALL)[1].replace(" TO app", f" TO {role}")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN")
        connection.execute(grants)
    yield town, re.sub(r"//[^@/]*@", f"//{role}@", url)
    town.store.close()


def test_the_role_does_the_daily_work(app):
    """Acts are performed and verified under the restricted role."""
    town, url = app
    store = open_store(url)
    lan = replace(town.as_("lan.bt"), store=store)
    signed = lan.sign(lan.draft("procedure.review", [("procedure/1.000001", {})], reason="giữ"))
    assert isinstance(lan.submit([signed])[0], Receipt)
    assert town.findings() == []
    store.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET recorded_at = ''",
        "DELETE FROM journal",
        "TRUNCATE journal",
        "UPDATE touch SET seq = 0",
        "DELETE FROM enclosure",
        "DROP TABLE journal",
        "ALTER TABLE journal DISABLE TRIGGER ALL",
        "DROP TRIGGER journal_append_only ON journal",
        "UPDATE layout SET stamp = ''",
        "INSERT INTO head VALUES (1, 1)",
        "DELETE FROM head",
        "CREATE OR REPLACE FUNCTION tinhgon_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "SET session_replication_role = replica",
    ],
)
def test_the_role_cannot_write_past_the_door(app, statement):
    """Every way around the journal is refused for want of privilege."""
    _town, url = app
    with (
        psycopg.connect(url, autocommit=True) as connection,
        pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.RaiseException)),
    ):
        connection.execute(statement)
