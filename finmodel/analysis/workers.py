"""Workers: spans of samples shared out among the cores of the machine."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from threading import local
from typing import Any, Generic, TypeVar

from finmodel.errors import WorkerLostError

T = TypeVar("T")
Span = tuple[int, int]
Task = Callable[[int, int], T]
"""Does what is to be done for samples start..stop."""


def available() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shared_out(make: Callable[[], Task[T]], spans: Sequence[Span], crew: int) -> Generator[T, None, None]:
    """What the task returns for each span, in the order in which they are finished.

    make: called by each worker for a task of its own. Workers are processes forked from this one; where the system cannot fork
    safely, they are threads. Raises what the task raises, WorkerLostError.
    """
    if crew == 1:
        task = make()
        for span in spans:
            yield task(*span)
        return
    pool = _Forked(make, crew) if sys.platform == "linux" else _Threads(make, crew)
    try:
        for done in as_completed([pool.submit(*span) for span in spans]):
            yield done.result()
    except BrokenProcessPool:
        raise WorkerLostError from None
    finally:
        pool.stop()


class _Pool(ABC, Generic[T]):
    """Workers, what they do, and a sign at which they leave the spans that are still waiting."""

    executor: Executor

    @abstractmethod
    def submit(self, start: int, stop: int) -> Any:
        """What will be done for samples start..stop."""

    def stop(self) -> None:
        self.executor.shutdown(wait=True, cancel_futures=True)


_END_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux."""
_MAKE: Any = None
_TASK: Any = None
_STOPPED: Any = None


class _Forked(_Pool[T]):
    """Processes: Python's lock lets only one thread of a process call the next operation."""

    def __init__(self, make: Callable[[], Task[T]], crew: int) -> None:
        global _MAKE, _STOPPED
        fork = multiprocessing.get_context("fork")
        _MAKE, _STOPPED = make, fork.Event()  # inherited by the processes, which are forked at the first `submit`
        self.executor = ProcessPoolExecutor(crew, mp_context=fork, initializer=_leave_signals_to_the_parent, initargs=(os.getpid(),))

    def submit(self, start: int, stop: int) -> Any:
        return self.executor.submit(_do_forked, start, stop)

    def stop(self) -> None:
        global _MAKE
        _STOPPED.set()
        super().stop()
        _MAKE = None


def _leave_signals_to_the_parent(parent: int) -> None:
    """An interrupt is the parent's to handle; a worker ends with the parent, however that ends."""
    import ctypes

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:  # it has ended in between
        os._exit(1)


def _do_forked(start: int, stop: int) -> Any:
    global _TASK
    if _STOPPED.is_set():
        return None
    if _TASK is None:
        _TASK = _MAKE()
    return _TASK(start, stop)


class _Threads(_Pool[T]):
    """Threads, each with a task of its own."""

    def __init__(self, make: Callable[[], Task[T]], crew: int) -> None:
        self.make, self.own = make, local()
        self.executor = ThreadPoolExecutor(crew)

    def submit(self, start: int, stop: int) -> Any:
        return self.executor.submit(self._do, start, stop)

    def _do(self, start: int, stop: int) -> T:
        if not hasattr(self.own, "task"):
            self.own.task = self.make()
        done: T = self.own.task(start, stop)
        return done
