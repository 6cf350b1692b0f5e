"""Tally: the mistakes and warnings found so far, so that all of a pack's are reported together (rule 13)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from finmodel.errors import InputError, InputErrors


class Tally:
    """Collects; nothing is raised until `stop`."""

    def __init__(self) -> None:
        self.errors: list[InputError] = []
        self.warnings: list[str] = []

    def add(self, error: InputError) -> None:
        self.errors.append(error)

    def warn(self, sentence: str) -> None:
        self.warnings.append(sentence)

    @contextmanager
    def catch(self) -> Iterator[None]:
        """Note a mistake raised inside and go on after the block."""
        try:
            yield
        except InputErrors as several:
            self.errors.extend(several.errors)
        except InputError as error:
            self.errors.append(error)

    def stop(self) -> None:
        """Raises InputErrors where there was any mistake, each said once."""
        if self.errors:
            raise InputErrors(list({str(error): error for error in self.errors}.values()))
