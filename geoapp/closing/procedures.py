"""Several closing procedures in one office: ``procedure.toml`` for all cases, and ``procedure-<name>.toml`` for some.

``[for]`` says for which: campaigns, kinds, categories (any of a list, all of the lists). No case may fit two of them;
that is an error of the files, not something to be guessed at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from geoapp.closing.path import STEP
from geoapp.closing.procedure import Procedure, load_procedure
from geoapp.model import BadDefinition, CaseFeature, Dossier, Event
from geoapp.texts import text

DEFAULT_FILE, FURTHER_FILES = "procedure.toml", "procedure-*.toml"


@dataclass(frozen=True, slots=True)
class Procedures:
    """The office's procedures: ``default`` for every case that none of ``others`` is for."""

    default: Procedure
    others: tuple[Procedure, ...] = ()

    def of(self, dossier: Dossier) -> Procedure:
        """The procedure of a case: the one that it has begun, else the one that is for such cases."""
        return self.begun(dossier.events) or self._for(dossier.features[0] if dossier.features else None)

    def begun(self, events: Sequence[Event]) -> Procedure | None:
        """The procedure of the last step that was taken, if the office still has it: a case that is under way stays on
        its way, whatever is corrected of it or whichever file is added."""
        ids = [str((event.payload or {}).get("procedure")) for event in events if event.kind == STEP]
        return next((one for one in (*self.others, self.default) if ids and one.id == ids[-1]), None)

    def _for(self, head: CaseFeature | None) -> Procedure:
        if head is None:
            return self.default
        said = {"campaign": head.campaign.value, "kind": head.kind.value, "category": head.category or ""}
        fitting = (one for one in self.others if all(said[key] in values for key, values in one.cases.items()))
        return next(fitting, self.default)


def load_procedures(folder: Path | None = None) -> Procedures:
    """All procedures of ``folder`` (the office's ``closing``). Raises ``BadDefinition`` naming file and fix."""
    default = load_procedure(folder / DEFAULT_FILE if folder is not None else None)
    if default.cases:
        raise BadDefinition(text("closing.procedure.for_default", file=DEFAULT_FILE))
    files = sorted(folder.glob(FURTHER_FILES)) if folder is not None else []
    read = [(file, load_procedure(file)) for file in files]
    for file, procedure in read:
        if not procedure.cases:
            raise BadDefinition(text("closing.procedure.for_missing", file=file))
    for (file, one), (other_file, other) in combinations([(Path(DEFAULT_FILE), default), *read], 2):
        if one.id == other.id:
            raise BadDefinition(text("closing.procedure.id_twice", file=other_file, other=file.name, id=one.id))
        if one.cases and _overlap(one, other):
            raise BadDefinition(text("closing.procedure.unclear", file=other_file, other=file.name))
    return Procedures(default, tuple(procedure for _, procedure in read))


def _overlap(one: Procedure, other: Procedure) -> bool:
    """Whether a case could fit both: no word of ``[for]`` keeps them apart."""
    shared = one.cases.keys() & other.cases.keys()
    return all(one.cases[key] & other.cases[key] for key in shared)
