"""Process: a command in a new process, how long it takes, and the most memory that it and its children hold at once.

Memory is the sum over the processes of the session of what the kernel calls their proportional set size: a page that
several share counts once. It is looked at every few hundredths of a second, so a shorter peak may be missed. Linux only.
"""

from __future__ import annotations

import contextlib
import math
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY = 0.03
PROC = Path("/proc")


@dataclass(frozen=True)
class Ran:
    """seconds of wall time; peak memory in MB, NaN where it cannot be measured."""

    seconds: float
    peak: float
    code: int
    said: str


def run(words: Sequence[str], limit: float) -> Ran:
    """Run a command to its end, or until `limit` seconds have passed (its code is then that of a killed process)."""
    started = time.perf_counter()
    process = subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    peak, said = 0.0, ""
    while True:
        try:
            said = process.communicate(timeout=EVERY)[1]
            break
        except subprocess.TimeoutExpired:
            peak = max(peak, _session_memory(process.pid))
            if time.perf_counter() - started > limit:
                os.killpg(process.pid, signal.SIGKILL)
    return Ran(time.perf_counter() - started, peak if PROC.exists() else math.nan, process.returncode, said)


def _session_memory(session: int) -> float:
    """Proportional set size of every process of a session, MB."""
    found = 0.0
    for folder in PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError, StopIteration):  # a process may end while it is looked at
            after_name = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(after_name[3]) == session:
                rolled = (folder / "smaps_rollup").read_text()
                found += next(int(line.split()[1]) for line in rolled.splitlines() if line.startswith("Pss:")) / 1e3
    return found
