"""A list of procedures comes in: guard, read, check; the face of this room.

The names below load on first use, so that ``import procedures.intake`` costs
nothing: no zip, no XML, no calamine.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from procedures.intake.listing import Listed, Listing, read_listing
    from procedures.intake.owners import owner_of, read_map
    from procedures.intake.problems import Problem, Unreadable

__all__ = [
    "Listed",
    "Listing",
    "Problem",
    "Unreadable",
    "owner_of",
    "read_listing",
    "read_map",
]

_HOMES = {
    "Listed": "listing",
    "Listing": "listing",
    "Problem": "problems",
    "Unreadable": "problems",
    "owner_of": "owners",
    "read_listing": "listing",
    "read_map": "owners",
}


def __getattr__(name: str) -> object:
    """Load a public name on first use (PEP 562)."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
