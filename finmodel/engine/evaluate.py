"""Engine: a model compiled once, ready to evaluate the lines that the asked-for outcomes need."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from finmodel.engine.accumulate import Accumulation, recognise
from finmodel.engine.arithmetic import Arithmetic
from finmodel.engine.columns import AT_ONCE
from finmodel.engine.compile import Compiler, Run
from finmodel.engine.evaluation import Evaluation
from finmodel.expr.elementwise import Array
from finmodel.expr.nodes import Node
from finmodel.model.item import Line
from finmodel.model.model import Model

__all__ = ["Array", "Engine"]


class Engine:
    """A model ready to evaluate; `run` may be called many times with different inputs.

    loops: groups of lines that need their own past; None is a true loop, which goes period by period.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.compiler = Compiler(model.dimensions, model.dims)
        self.formulas: dict[str, Node] = {
            name: item.formula
            for name, item in model.lines.items()
            if isinstance(item, Line) and item.formula is not None
        }
        self.compiled: dict[str, Run] = {name: self._compiled(name, formula) for name, formula in self.formulas.items()}
        self.loops: dict[tuple[str, ...], Accumulation | None] = {
            group: recognise(group, self.formulas) for group in model.order if self._is_loop(group)
        }
        self.changes: dict[str, Run] = {
            known.line: self._compiled(known.line, known.change) for known in self.loops.values() if known is not None
        }

    def run(
        self, inputs: Mapping[str, Array], targets: Iterable[str] | None = None, arithmetic: Arithmetic = AT_ONCE,
        keep: Collection[str] | None = None,
    ) -> dict[str, Array]:  # fmt: skip
        """Evaluate the targets (every line if None) and what they need.

        inputs:     name of each given -> (members..., 1 or periods + 1, samples or 1), canonical units.
        arithmetic: how operations are carried out.
        keep:       the lines to return; all that were evaluated where left out.
        Returns line -> (members..., 1 or periods + 1, samples or 1); column 0 is the opening column, NaN where the
        line declares no value before the first period; n/a is NaN in lines that may be n/a.
        Raises EvaluationError, naming line, member and period, at the first NaN or infinity.
        """
        wanted = set(self.model.lines) if targets is None else self.model.needed_for(targets)
        return Evaluation(self, inputs, wanted, wanted if keep is None else keep, arithmetic).run()

    def _compiled(self, name: str, formula: Node) -> Run:
        return self.compiler.compile(formula, self.model.dims[name])

    def _is_loop(self, group: tuple[str, ...]) -> bool:
        return len(group) > 1 or any(edge.line == group[0] for edge in self.model.edges[group[0]])
