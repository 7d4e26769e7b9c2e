"""The receipt of a recorded act as data."""

from __future__ import annotations

from typing import Any

from workflow.storage.positions import Receipt


def receipt_page(receipt: Receipt, items: int) -> dict[str, Any]:
    """Return position, leaf hash and register (hex), and the number of items of the act."""
    return {"seq": receipt.seq, "leaf": receipt.leaf.hex(), "register": receipt.register, "items": items}
