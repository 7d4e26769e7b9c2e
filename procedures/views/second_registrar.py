"""Keys and roles that wait for a second registrar, as data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from workflow.identity.people import Waiting


def waiting_page(waiting: Iterable[Waiting]) -> dict[str, Any]:
    """Return the acts that wait for another registrar, with the signed content."""
    return {"waiting": [act._asdict() | {"body": json.loads(act.body)} for act in waiting]}
