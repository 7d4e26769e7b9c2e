"""Words the checks of `doctor`."""

from __future__ import annotations

from procedures.services.register.doctor import MachineCheck
from procedures.terminal.error_lines import error_lines
from procedures.wording.formats import local_time
from procedures.wording.language import _


def worded(check: MachineCheck) -> MachineCheck:
    """Return the check with its value in words: an error, tables of another version, local times."""
    if check.error is not None:
        return check._replace(found=error_lines(check.error)[0])
    if check.name == "tables" and not check.fine:
        return check._replace(found=_("made by another version"))
    if check.name == "clock":
        return check._replace(found=local_time(check.found))
    if check.name == "head":
        number, leaf, recorded_at = check.found.split(" ")
        return check._replace(found=f"{number} {leaf} {local_time(recorded_at)}")
    return check
