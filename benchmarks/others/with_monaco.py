"""monaco: a Sim of cases, each preprocessed, run and postprocessed; in this process, and in its pool of processes."""

from __future__ import annotations

import logging
import warnings

import monaco as mc
import numpy as np
from exchange import OUTCOMES, Draws, Outcomes, measure
from plain_company import small_company


def preprocess(case: mc.Case) -> tuple[dict[str, float], list[float], list[float]]:
    scalars = {name: float(drawn.val) for name, drawn in case.invals.items()}
    return scalars, case.constvals["plan"], case.constvals["hours"]


def postprocess(case: mc.Case, *outcomes: float) -> None:
    rows = np.reshape(outcomes, (len(OUTCOMES), -1))
    for name, row in zip(OUTCOMES, rows, strict=True):
        case.addOutVal(name, row)


def simulated(draws: Draws, singlethreaded: bool) -> Outcomes:
    functions = {
        mc.SimFunctions.PREPROCESS: preprocess,
        mc.SimFunctions.RUN: small_company,
        mc.SimFunctions.POSTPROCESS: postprocess,
    }
    sim = mc.Sim("company", draws.count, functions, singlethreaded=singlethreaded, verbose=False, seed=1)
    for name, drawn in draws.scalars.items():
        sim.addInVar(name, vals=drawn.tolist())
    sim.addConstVal("plan", draws.plan)
    sim.addConstVal("hours", draws.hours)
    sim.runSim()
    return np.concatenate([np.asarray(sim.outvars[name].nums) for name in OUTCOMES], axis=-1)


def one_process(draws: Draws) -> Outcomes:
    return simulated(draws, singlethreaded=True)


def its_pool(draws: Draws) -> Outcomes:
    return simulated(draws, singlethreaded=False)


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    measure(["its_pool"], one_process=one_process, its_pool=its_pool)
