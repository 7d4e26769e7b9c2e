"""Makes small descriptions for the tests of the scans, in the shape of `procedures.input.description_shapes.Description`."""

from __future__ import annotations


def item(name, **more):
    """A paper of the dossier."""
    return {"name": name, "originals": None, "copies": None, "form": "", "case": ""} | more


def channel(kind="counter", limit=None, note="", words=""):
    """A channel; `limit` as "5 working-day"."""
    value, _blank, unit = (limit or "").partition(" ")
    stated = {"value": value, "unit": unit} if limit else None
    return {
        "channel": kind,
        "limit": stated,
        "limit_words": words or limit or "",
        "fee": None,
        "fee_words": "",
        "note": note,
    }


def basis(number, title="", kind=None, level=None):
    """A legal basis."""
    return {"number": number, "title": title, "date": None, "body": "", "kind": kind, "level": level}


def description(name="Cấp giấy phép hành nghề", items=(), **more):
    """A description whose items are names or made by `item`."""
    whole = {
        "name": name,
        "levels": ["province"],
        "decision": "12/QĐ-BTP",
        "decision_body": "Bộ Tư pháp",
        "field": "Bổ trợ",
        "kind": "",
        "subjects": "",
        "agencies": {"performing": ["Sở Tư pháp"], "competent": [], "coordinating": [], "authorised": []},
        "address": "",
        "steps": "",
        "channels": [],
        "items": [one if isinstance(one, dict) else item(one) for one in items],
        "bases": [],
        "conditions": "",
        "result": "",
        "related": "",
        "unread": [],
    }
    return whole | more
