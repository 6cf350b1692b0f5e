"""Roots: where a function of one number meets a target, and how close it comes where it does not.

A scan tells the intervals in which the function crosses the target, touches it, stays on it or has no value; each is then
narrowed down by Chandrupatla's methods (SciPy, scipy.optimize.elementwise), all of them together, for one call of the
function costs about as much as many.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from finmodel.analysis.search import Jump, Point, Search, Span, gaps_of, runs, spread

Array = NDArray[np.float64]
Function = Callable[[Array], Array]
"""Of an array of any length, a value for each; NaN where there is none."""

POINTS = 129
FINER = 8
"""Into how many parts an interval is cut where the distance has a minimum, and at both ends."""
_SAME = 1e-9
"""Relative to the range: two roots nearer than that are one."""


@dataclass(frozen=True, slots=True)
class _Finding:
    """One search under way: f less the target, and how near is near enough."""

    distance: Function
    near: float


def find_roots(f: Function, low: float, high: float, target: float, near: float, also: Sequence[float] = ()) -> Search:
    """Every x in low..high with |f(x) - target| <= near that a scan of 129 points leads to.

    also: points to be tried besides, such as the value of the case. Two roots between two neighbouring points of the
    scan may be missed, unless the distance to the target has a minimum there.
    """
    finding = _Finding(lambda x: f(x) - target, near)
    x = _scan(low, high, also)
    x, d = _denser(finding, x, finding.distance(x))
    tried = len(x)
    x, d = _to_the_edges(finding, x, d)
    flats, x, d = _flats(finding, x, d)
    on_flat = np.any([(x >= flat.low) & (x <= flat.high) for flat in flats], axis=0) if flats else np.zeros(len(x), bool)
    crossed = np.flatnonzero((d[:-1] * d[1:] < 0) & ~on_flat[:-1] & ~on_flat[1:])
    found, jumps = _cross(finding, x[crossed], x[crossed + 1])
    beside = np.isin(np.arange(len(x)), np.concatenate([crossed, crossed + 1]))
    found += [Point(float(x[i]), float(d[i])) for i in np.flatnonzero((np.abs(d) <= near) & ~on_flat & ~beside)]
    touched, more = _touch(finding, x, d, on_flat)
    found += [point for point in touched if abs(point.y) <= near]
    jumps += more
    near_misses = [*found, *touched, *(Point(float(a), float(b)) for a, b in zip(x, d, strict=True) if np.isfinite(b))]
    near_misses += [point for jump in jumps for point in (jump.left, jump.right)]
    back = [Point(point.x, point.y + target) for point in _apart(found, _SAME * (high - low))]
    jumps = [Jump(Point(one.left.x, one.left.y + target), Point(one.right.x, one.right.y + target)) for one in jumps]
    closest = min(near_misses, key=lambda point: (abs(point.y), point.x), default=None)
    least, most = spread(d + target)
    return Search(
        low, high, tried, tuple(back), tuple(flats), tuple(sorted(jumps, key=lambda one: one.left.x)), gaps_of(x, d),
        Point(closest.x, closest.y + target) if closest else None, least, most,
    )  # fmt: skip


def _scan(low: float, high: float, also: Sequence[float]) -> Array:
    """Points evenly spread; half of them by ratio where the range spans more than a tenfold."""
    even = np.linspace(low, high, POINTS)
    if low > 0 and high / low > 10:
        even = np.concatenate([np.linspace(low, high, POINTS // 2 + 1), np.geomspace(low, high, POINTS // 2 + 1)])
        even[-1] = high
    inside = [one for one in also if low <= one <= high]
    return np.unique(np.clip(np.concatenate([even, inside]), low, high))


def _denser(finding: _Finding, x: Array, d: Array) -> tuple[Array, Array]:
    """More points around each minimum of the distance to the target, and in the first and last interval."""
    wanted = {0, len(x) - 2} | {j for i in _minima(d, finding.near) for j in (i - 1, i)}
    intervals = [i for i in sorted(wanted) if 0 <= i < len(x) - 1]
    between = [np.linspace(x[i], x[i + 1], FINER + 1)[1:-1] for i in intervals]
    return _with(finding, x, d, np.concatenate(between)) if between else (x, d)


def _with(finding: _Finding, x: Array, d: Array, more: Array) -> tuple[Array, Array]:
    """The points and more of them, in order."""
    more = np.setdiff1d(more, x)
    if not len(more):
        return x, d
    x, d = np.concatenate([x, more]), np.concatenate([d, finding.distance(more)])
    order = np.argsort(x)
    return x[order], d[order]


def _minima(d: Array, near: float) -> list[int]:
    """Inner points at which the distance is least and does not change its sign; flat stretches are left out."""
    size = np.abs(d)
    return [
        i
        for i in range(1, len(d) - 1)
        if np.isfinite(d[i - 1 : i + 2]).all()
        and (np.sign(d[i - 1 : i + 2]) == np.sign(d[i])).all()
        and size[i] <= min(size[i - 1], size[i + 1])
        and max(size[i - 1], size[i + 1]) - size[i] > 1e-3 * near
    ]


def _to_the_edges(finding: _Finding, x: Array, d: Array) -> tuple[Array, Array]:
    """The points with those at which the function begins or ends to have a value."""
    good = np.isfinite(d)
    at = np.flatnonzero(good[:-1] != good[1:])
    if not len(at):
        return x, d
    left, right = _narrowed(lambda p: np.where(np.isfinite(finding.distance(p)), 1.0, -1.0), x[at], x[at + 1])
    return _with(finding, x, d, np.concatenate([left, right]))


def _flats(finding: _Finding, x: Array, d: Array) -> tuple[list[Span], Array, Array]:
    """The intervals in which every value meets the target, from end to end, and the points with their ends."""
    meets = np.abs(d) <= finding.near
    flats: list[Span] = []
    ends: list[float] = []
    for first, last in runs(meets):
        middles = (x[first:last] + x[first + 1 : last + 1]) / 2
        if first == last or not (np.abs(finding.distance(middles)) <= finding.near).all():
            continue
        low, high = float(x[first]), float(x[last])
        for at, beyond in ((first, first - 1), (last, last + 1)):
            if not (0 <= beyond < len(x)) or not np.isfinite(d[beyond]):
                continue
            # the end is the last x that is near enough
            pair = np.sort([x[at], x[beyond]])
            left, right = _narrowed(lambda p: np.where(np.abs(finding.distance(p)) <= finding.near, 1.0, -1.0), pair[:1], pair[1:])
            low, high = (float(right[0]), high) if beyond < at else (low, float(left[0]))
        flats.append(Span(low, high))
        ends += [low, high]
    return (flats, *_with(finding, x, d, np.array(ends)))


def _narrowed(sign: Function, left: Array, right: Array) -> tuple[Array, Array]:
    """Between which two neighbouring numbers a function of -1 and 1 changes, for several brackets."""
    from scipy.optimize import elementwise

    found = elementwise.find_root(sign, (left, right))
    return np.asarray(found.bracket[0], dtype=float), np.asarray(found.bracket[1], dtype=float)


def _cross(finding: _Finding, left: Array, right: Array) -> tuple[list[Point], list[Jump]]:
    """What stands in brackets across which the sign changes: a root, or a jump over the target."""
    if not len(left):
        return [], []
    from scipy.optimize import elementwise

    found = elementwise.find_root(finding.distance, (left, right))
    points: list[Point] = []
    jumps: list[Jump] = []
    sides = zip(*found.bracket, *found.f_bracket, found.x, found.f_x, strict=True)
    for a, b, fa, fb, x, fx in np.array(list(sides), dtype=float):
        if abs(fx) <= finding.near:
            points.append(Point(float(x), float(fx)))
        elif np.isfinite(fa) and np.isfinite(fb):
            jumps.append(Jump(Point(float(a), float(fa)), Point(float(b), float(fb))))
    return points, jumps


def _touch(finding: _Finding, x: Array, d: Array, on_flat: NDArray[np.bool_]) -> tuple[list[Point], list[Jump]]:
    """The minima of the distance where the sign does not change; those that cross after all give their two roots."""
    at = np.array([i for i in _minima(d, finding.near) if not on_flat[i] and abs(d[i]) > finding.near], dtype=int)
    if not len(at):
        return [], []
    from scipy.optimize import elementwise

    side = np.sign(d[at])
    found = elementwise.find_minimum(
        lambda p, s: s * finding.distance(p), (x[at - 1], x[at], x[at + 1]), args=(side,),
        tolerances={"xrtol": 4 * np.finfo(float).eps, "fatol": finding.near / 100},
    )  # fmt: skip
    lowest, value = np.asarray(found.x, dtype=float), side * np.asarray(found.f_x, dtype=float)
    through = side * value < -finding.near
    points = [Point(float(a), float(b)) for a, b in zip(lowest[~through], value[~through], strict=True) if np.isfinite(b)]
    edges = np.concatenate([x[at[through] - 1], lowest[through]]), np.concatenate([lowest[through], x[at[through] + 1]])
    roots, jumps = _cross(finding, *edges)
    return points + roots, jumps


def _apart(points: list[Point], gap: float) -> list[Point]:
    """The points in order; of several in one place the one nearest to the target."""
    kept: list[Point] = []
    for point in sorted(points, key=lambda one: one.x):
        if kept and point.x - kept[-1].x <= gap:
            kept[-1] = min(kept[-1], point, key=lambda one: abs(one.y))
        else:
            kept.append(point)
    return kept
