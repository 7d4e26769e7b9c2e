"""Lists the fields of the register itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from procedures.views.listing import Listing


def register_list(page: Mapping[str, Any]) -> Listing:
    """Return name and value of each field of the register that has one."""
    rows = [(name, str(value)) for name, value in page.items() if value != ""]
    return Listing("register", ("field", "value"), rows)
