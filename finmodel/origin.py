"""Origin: the project and the case that a workbook file was written from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from finmodel.errors import UnknownNameError
from finmodel.project import Case, Project
from finmodel.proof_errors import MovedOnError, NoPackError, NoScenarioError, NoStampError, OldLayoutError
from finmodel.workbook.package import read_stamp
from finmodel.workbook.stamp import SCHEMA, Stamp


@dataclass(frozen=True)
class Origin:
    """What the stamp of a file says, and the pack that it names, as that is today.

    where: the file, in messages. named: the scenario that the file was written for, where the pack does not have it.
    """

    where: str
    stamp: Stamp
    project: Project
    named: str | None = None

    @classmethod
    def read(cls, content: bytes, where: str, pack: str | None = None, scenario: str | None = None) -> Origin:
        """Read the stamp and open the pack, whether or not that has moved on since.

        pack: in place of the one that the stamp names. scenario: as `named`.
        Raises NoStampError, OldLayoutError, NoPackError, InputErrors.
        """
        stamp = read_stamp(content)
        if stamp is None:
            raise NoStampError(where)
        if stamp.schema != SCHEMA:
            raise OldLayoutError(where, stamp)
        try:
            project = Project.open(pack or stamp.pack)
        except UnknownNameError:
            if pack:
                raise
            raise NoPackError(where, stamp) from None
        return cls(where, stamp, project, scenario)

    @cached_property
    def case(self) -> Case:
        """The case that the stamp names, as the pack has it today. Raises NoScenarioError, InputErrors."""
        pack, stamp = self.project.pack, self.stamp
        if self.named is None and not set(stamp.scenario.split("+")) <= set(pack.scenarios):
            raise NoScenarioError(self.where, stamp, pack)
        return self.project.case(self.named or stamp.scenario, stamp.sets, stamp.as_of)

    @property
    def moved_on(self) -> bool:
        """Whether the pack has other inputs or other scenarios today."""
        return (self.case.inputs.hash, self.case.scenarios.hash) != (self.stamp.hash, self.stamp.scenarios)

    def written(self) -> Case:
        """The very case that the file was written from. Raises MovedOnError where the pack has another today."""
        if self.moved_on:
            raise MovedOnError(self.where, self.stamp, self.case.inputs)
        return self.case
