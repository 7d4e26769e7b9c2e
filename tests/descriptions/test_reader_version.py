"""What is on record stays readable: the readers' output is tied to their version."""

from __future__ import annotations

from procedures.descriptions.read import READER, read_description
from tests.cli.test_descriptions import RECORDS
from workflow.journal.strict_json import dumps, sha256

# Version of the readers -> SHA-256 of what they make of the records of the tests. A register holds what was read; a
# rule reads it again at every verification. Whoever changes what is read gives the readers a new version, keeps the
# old ones for what was signed under theirs, and adds a line.
READ = {"1": "99acf83ed14c0bfe3a2ccf22b97f882ff4d3e0931b7ea44f18f713c080bf1c2b"}


def test_what_the_readers_read_is_that_of_their_version():
    """The same words give the same description as long as the version stands."""
    read = [read_description(one, "portal-text") for one in RECORDS]
    assert sha256(dumps(read).encode()) == READ[READER]
