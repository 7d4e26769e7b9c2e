"""The derivation of a verdict as data: figures down to their journal entries."""

from __future__ import annotations

from typing import Any

from procedures.services.verdict.explanation import ExplanationNode


def node_page(node: ExplanationNode) -> dict[str, Any]:
    """Return one node of a derivation: label, rule, values, journal entry, and the nodes below it."""
    return {
        "label": node.label,
        "values": dict(node.values),
        "rule": node.rule,
        "entry": node.entry,
        "children": [node_page(child) for child in node.children],
    }


def explanation_page(tree: ExplanationNode) -> dict[str, Any]:
    """Return the derivation of a verdict: a tree of figures down to their journal entries."""
    return {"why": node_page(tree)}
