"""What `doctor` says of a database: the settings that durability and secrecy rest on."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from workflow.storage import connect, postgresql

SERVER = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "data_sync_retry": "off",
    "data_checksums": "on",
    "max_prepared_transactions": "0",
}


@pytest.mark.parametrize(
    ("host", "mode", "used", "fine"),
    [
        ("db.example", "verify-full", True, True),
        ("db.example", "require", True, False),
        ("db.example", "prefer", False, False),
        ("/var/run/postgresql", "prefer", False, True),
        ("localhost", "prefer", False, True),
    ],
)
def test_the_way_to_a_server_must_be_encrypted_and_the_server_proven(host, mode, used, fine):
    """Anything less than verify-full to another machine is pointed out; within one machine all is fine."""
    assert postgresql.tls_setting(host, mode, encrypted=used).acceptable is fine


def connection(version=150000, **changed):
    """A connection to a server on another machine, encrypted and proven, with these settings."""
    held = SERVER | changed
    return SimpleNamespace(
        execute=lambda _text, names: SimpleNamespace(fetchone=lambda: (held.get(names[0]),)),
        info=SimpleNamespace(
            server_version=version, host="db.example", get_parameters=lambda: {"sslmode": "verify-full"}
        ),
        pgconn=SimpleNamespace(ssl_in_use=True),
    )


def looked_at(**injected):
    """The names that `doctor` points out."""
    found = connect.database_at("postgresql://db.example/x").settings(connection(**injected))
    return [one.name for one in found if not one.acceptable]


def test_a_server_that_is_set_up_well_has_nothing_to_look_at():
    """With everything on and off as it should be, nothing is pointed out."""
    assert looked_at() == []


@pytest.mark.parametrize("name", SERVER)
def test_each_setting_of_the_server_is_looked_at(name):
    """Each setting that is turned round, or that the server does not know, is pointed out by name."""
    assert looked_at(**{name: "off" if SERVER[name] == "on" else "on"}) == [name]
    assert looked_at(**{name: None}) == [name]


def test_a_server_out_of_support_is_pointed_out():
    """A version that nobody mends any more is pointed out."""
    assert looked_at(version=130018) == ["server_version"]


def test_both_databases_tell_their_settings(both):
    """Each real database answers every question; an SQLite file has nothing to look at."""
    with both.store.snapshot() as found:
        told = list(both.store.database.settings(found))
    if both.store.database.dialect == "sqlite":
        assert [one for one in told if not one.acceptable] == []
        assert dict(one[:2] for one in told)["journal_mode"] == "delete"
    else:
        assert [one.name for one in told] == [*SERVER, "server_version", "tls"]
        assert dict(one[:2] for one in told)["tls"] == "local"
