"""Finds the sign W19: a programme that is not what the preset of its id, or of its legal basis, says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from procedures.rules.warning_signs.sign import THE_WHOLE, WarningSign


def of_programme(
    text: Mapping[str, Any], presets: Mapping[str, Mapping[str, Any]], adopted: int
) -> Iterator[WarningSign]:
    """Yield W19: fields that differ from the preset of its id, and what of a preset's takings is left out.

    `presets`: their texts by id, of this id or, where none has it, of the same first legal source.
    `adopted`: the position at which the programme was adopted.
    """
    for id_, preset in sorted(presets.items()):
        named = sorted(name for name in {*preset, *text} if preset.get(name) != text.get(name))
        lacking = _left_out(text, preset)
        found = [("differs", named)] if id_ == text["id"] else []
        for what, names in (*found, ("left-out", lacking)):
            if names:
                values = (("what", what), ("preset", id_), ("fields", ",".join(names)))
                yield WarningSign("W19", THE_WHOLE, values, (), (adopted,))


def _left_out(text: Mapping[str, Any], preset: Mapping[str, Any]) -> list[str]:
    """Return the names of fields by which a programme takes in less than a preset: kinds, unit, codes.

    A target over fewer of the kinds (R6) is `targets`.
    """
    measured = {aim["measure"]: set(aim["kinds"]) for aim in text["targets"]}
    narrower = {
        "kinds": not set(preset["kinds"]) <= set(text["kinds"]),
        "unit": text["unit"] not in {preset["unit"], "*"},
        "codes": "codes" in text and not ("codes" in preset and set(preset["codes"]) <= set(text["codes"])),
        "targets": any(
            not set(aim["kinds"]) <= measured.get(aim["measure"], set()) for aim in preset["targets"]
        ),
    }
    return [name for name, true in narrower.items() if true]
