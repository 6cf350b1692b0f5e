"""What-if: mixtures of two cases in one batch beside one by one, an edited workbook read beside openpyxl, and refusals.

`python benchmarks/what_if.py` prints one table; the ratios compare two ways of doing the same work in the same run.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import openpyxl

from finmodel.analysis.batch import Batch
from finmodel.analysis.bridge import bridge
from finmodel.analysis.spot import read_spot
from finmodel.edits.read import read_edits
from finmodel.project import Project

PACK = Path(__file__).parent.parent / "assumptions" / "meta"
MIXTURES = 256
SPOT = ("cost_per_researcher", "FY2027")


def timed(work: Callable[[], object]) -> tuple[float, object]:
    started = time.perf_counter()
    made = work()
    return time.perf_counter() - started, made


def mixtures(project: Project) -> tuple[float, float]:
    """Seconds of a batch and of a loop over the same mixtures of base and bear; stops where they differ."""
    base, bear = project.case(), project.case("bear")
    spot = read_spot(project.model, *SPOT)
    batch = Batch(project.engine, base.inputs.values, [spot])
    names = [name for name, array in bear.inputs.values.items() if not np.array_equal(array, base.inputs.values[name], equal_nan=True)]
    drawn = np.random.default_rng(0).random((MIXTURES, len(names))) < 0.5
    variants = [{name: bear.inputs.values[name] for name, own in zip(names, row, strict=True) if own} for row in drawn]
    together, found = timed(lambda: batch.run(variants))
    alone, singly = timed(lambda: np.concatenate([batch.run([variant]) for variant in variants]))
    np.testing.assert_allclose(np.asarray(found), np.asarray(singly), rtol=1e-12)
    return together, alone


def zeros(content: bytes) -> bytes:
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/zeros.png", "w") as part:
        for _ in range(2**10):
            part.write(bytes(2**20))
    return file.getvalue()


def refusal(content: bytes, folder: Path) -> tuple[float, float]:
    """Seconds and peak memory in MB of `finmodel edits` on a file that it refuses."""
    path = folder / "refused.xlsx"
    path.write_bytes(content)
    code = (
        "import re, sys; from pathlib import Path; from finmodel.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: print(int(re.search(r'VmHWM:\\s*(\\d+)', Path('/proc/self/status').read_text())[1]) / 1024)"
    )
    words = [sys.executable, "-c", code, "edits", str(path)]
    seconds, ran = timed(lambda: subprocess.run(words, capture_output=True, text=True, check=False))
    assert isinstance(ran, subprocess.CompletedProcess)
    assert ran.returncode == 3, ran.stderr
    return seconds, float(ran.stdout)


def main() -> None:
    project = Project.open(str(PACK))
    rows: list[tuple[str, str]] = []
    together, alone = mixtures(project)
    rows.append((f"{MIXTURES} mixtures of base and bear, in one batch", f"{together:.2f} s"))
    rows.append(("one by one / in one batch", f"{alone / together:.1f}"))
    spot = read_spot(project.model, *SPOT)
    seconds, _ = timed(lambda: bridge(project, project.case(), project.case("bear"), spot))
    rows.append((f"bridge base bear, {' '.join(SPOT)}", f"{seconds:.1f} s"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project.case().write_workbook(folder / "model.xlsx")
        content = (folder / "model.xlsx").read_bytes()
        seconds, _ = timed(lambda: read_edits(content, "model.xlsx", str(PACK)))
        plain, _ = timed(lambda: openpyxl.load_workbook(io.BytesIO(content)))
        rows.append(("edits of the whole workbook, in this process", f"{seconds:.1f} s"))
        rows.append(("edits / loading it with openpyxl alone", f"{seconds / plain:.2f}"))
        for what, made in (("cut in half", content[: len(content) // 2]), ("a gigabyte of zeros", zeros(content))):
            seconds, memory = refusal(made, folder)
            rows.append((f"refusal of a workbook: {what}, new process", f"{seconds:.1f} s, {memory:.0f} MB"))
    width = max(len(label) for label, _ in rows)
    print("\n".join(f"{label:{width}}  {figure}" for label, figure in rows))


if __name__ == "__main__":
    main()
