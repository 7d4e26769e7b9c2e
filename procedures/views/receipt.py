"""The receipt of a recorded act as data."""

from __future__ import annotations

from typing import Any

from workflow.storage.positions import Receipt


def receipt_page(done: Receipt, items: int) -> dict[str, Any]:
    """Position, leaf hash and register (hex), and how many items the act had."""
    return {"seq": done.seq, "leaf": done.leaf.hex(), "register": done.register, "items": items}
