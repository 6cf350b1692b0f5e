"""Other packages: the small company in modelx, pyproforma, squigglepy and monaco, each in an environment of their own."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
HERE = Path(__file__).parent / "others"
REQUIREMENTS = HERE / "requirements.txt"
ENVIRONMENT = HERE / ".venv"


class NotInstalledError(Exception):
    """The packages could not be installed; says why."""


@dataclass(frozen=True)
class Way:
    """One way of evaluating the scenarios: the script that has it, its name there, and what it is."""

    script: str
    name: str
    what: str
    loops: bool = True
    """Whether it goes scenario by scenario."""
    draws: bool = False
    """Whether it draws inputs of its own: its seconds hold that, and its outcomes are those of nobody else."""


WAYS = (
    Way("with_modelx.py", "by_scenario", "modelx, a space with the scenario as parameter"),
    Way("with_modelx.py", "exported", "modelx, the same exported to plain Python"),
    Way("with_modelx.py", "in_arrays", "modelx, cells that hold arrays of all scenarios", loops=False),
    Way("with_pyproforma.py", "by_instance", "pyproforma, an instance a scenario"),
    Way("with_monaco.py", "one_process", "monaco, plain Python function, one process"),
    Way("with_monaco.py", "its_pool", "monaco, the same, its pool of processes"),
    Way("with_squigglepy.py", "by_sample", "squigglepy, the same function, draws given"),
    Way("with_squigglepy.py", "drawing_too", "squigglepy, the same, drawing its inputs", draws=True),
)


def python_with_them() -> Path:
    """The interpreter of their environment, made when it is first asked for. Raises NotInstalledError."""
    python = ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    made_of = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()
    mark = ENVIRONMENT / "made_of"
    if not mark.exists() or mark.read_text() != made_of:
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        venv.create(ENVIRONMENT, with_pip=True)
        words = [str(python), "-m", "pip", "install", "--quiet", "--requirement", str(REQUIREMENTS)]
        ran = subprocess.run(words, capture_output=True, text=True, check=False)
        if ran.returncode:
            raise NotInstalledError(f"pip could not install {REQUIREMENTS}: {ran.stderr.strip().splitlines()[-1]}")
        mark.write_text(made_of)
    return python


def evaluated(python: Path, scripts: Mapping[str, int], drawn: Mapping[str, Array]) -> dict[Way, tuple[Array, float]]:
    """Outcomes (samples, spots) and seconds a scenario of every way.

    scripts: how many of the drawn scenarios each script is given.
    drawn:   scalars (samples,), and `hiring_plan` and `hours` by quarter.
    """
    found: dict[Way, tuple[Array, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for script, count in scripts.items():
            given, made = Path(folder) / "given.npz", Path(folder) / "made.npz"
            by_quarter = ("hiring_plan", "hours")
            np.savez(given, **{name: row if name in by_quarter else row[:count] for name, row in drawn.items()})
            subprocess.run([str(python), script, str(given), str(made)], cwd=HERE, check=True)
            with np.load(made) as file:
                for way in WAYS:
                    if way.script == script:
                        found[way] = (file[way.name], float(file[f"{way.name}_seconds"]) / count)
    return found
