"""A contract for import-linter: the table of rooms and who may import whom, exhaustive, lazy imports counted.

Each line of `edges` is "room -> room, room ...": the rooms that a room may import besides itself and the
rooms of `everyone`. A room is a module or package of a root package, named by what follows that root.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from importlinter import Contract, ContractCheck, fields, output

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grimp import ImportGraph


class RoomEdges(Contract):
    """Every import between rooms stands in the table, every room of the roots has a line, every edge is used."""

    type_name = "room_edges"

    roots = fields.ListField(subfield=fields.StringField())
    everyone = fields.ListField(subfield=fields.StringField())
    edges = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Compare the imports of the graph with the table."""
        allowed = table(self.edges)
        found = edges_between(graph, list(self.roots))
        free = set(self.everyone)
        broken = {
            f"{importer} -> {imported}: {', '.join(sorted(places)[:3])}"
            for (importer, imported), places in found.items()
            if imported not in free and imported not in allowed.get(importer, ())
        }
        rooms = {room for root in self.roots for room in rooms_of(graph, root)}
        broken |= {f"no line for the room {room}" for room in rooms - allowed.keys() - free}
        broken |= {f"no such room: {room}" for room in allowed.keys() - rooms}
        broken |= {
            f"{importer} -> {imported}: allowed, and not used"
            for importer, many in allowed.items()
            for imported in many
            if (importer, imported) not in found
        }
        return ContractCheck(kept=not broken, metadata={"broken": sorted(broken)})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each edge that does not stand in the table."""
        for line in check.metadata["broken"]:
            output.print_error(line, bold=False)


def table(lines: Any) -> dict[str, tuple[str, ...]]:
    """Room -> the rooms it may import, from lines "room -> room, room"."""
    pairs = (line.partition("->") for line in lines)
    return {
        room.strip(): tuple(one.strip() for one in rest.split(",") if one.strip())
        for room, _arrow, rest in pairs
    }


def rooms_of(graph: ImportGraph, root: str) -> set[str]:
    """The rooms of a root package: its modules and packages, by their names beneath it."""
    return {room_of(module, [root]) for module in graph.modules if module.startswith(f"{root}.")}


def room_of(module: str, roots: list[str]) -> str:
    """The room of a module: `guards` for procedures.guards.units, `workflow` for what lies in no root."""
    root, _dot, rest = module.partition(".")
    return rest.partition(".")[0] if root in roots and rest else root


def edges_between(graph: ImportGraph, roots: list[str]) -> Mapping[tuple[str, str], set[str]]:
    """(importing room, imported room) -> the imports, as "module -> module"."""
    found: dict[tuple[str, str], set[str]] = {}
    for module in graph.modules:
        if module.partition(".")[0] not in roots or "." not in module:
            continue
        for imported in graph.find_modules_directly_imported_by(module):
            here, there = room_of(module, roots), room_of(imported, roots)
            if here != there and there not in roots:
                found.setdefault((here, there), set()).add(f"{module} -> {imported}")
    return found
