"""Unknown path: why a path is none of the model's inputs, and which one may have been meant."""

from __future__ import annotations

from difflib import get_close_matches

from finmodel.errors import InputError, nearest
from finmodel.inputs.asked import Asked
from finmodel.inputs.mistakes import PathError, UnknownMemberError, UnknownPathError
from finmodel.model.item import Given

_FIELDS = ("low", "high", "value", "unit", "source", "as_of", "confidence", "note")
_LISTED = 4
"""Members named in an example, so that a sentence stays one."""


def unknown_path(path: str, asked: Asked, where: str) -> InputError:
    """The mistake in a path that is not asked for: a calculated line, a member too few or misspelt, a field, or a name."""
    above, _, line = path.rpartition(".")
    if line in _FIELDS and above in asked.places:
        return PathError(
            where, f"the {line} of {above}", f"the path of a value ({above})",
            "The other fields of an input stand in the pack; a scenario file may bring a range with its change.",
        )  # fmt: skip
    item = asked.model.lines.get(line)
    if item is not None and not isinstance(item, Given):
        return PathError(
            where, f"'{path}', which is calculated", "an input", f"`finmodel explain {line} PERIOD` shows the inputs it rests on.",
        )  # fmt: skip
    if isinstance(item, Given):
        return _of_a_line(path, item, asked, where)
    every = [".".join([given.block, *("*" for _ in asked.model.dims[given.name]), given.name]) for given in asked.model.givens]
    hint = nearest(path, every if "*" in path else asked.places).strip() or _alike(line, asked)
    return UnknownPathError(where, path, asked.places, hint)


def _of_a_line(path: str, given: Given, asked: Asked, where: str) -> InputError:
    """The line is right: block or members are not."""
    dims, parts = asked.model.dims[given.name], path.split(".")[:-1]
    block = parts[0] if parts and parts[0] == given.block else ""
    members = parts[1:] if block else parts
    if len(members) == len(dims) + 1:  # a block that is not this line's
        members = members[1:]
    if not dims or (len(members) == len(dims) and all(_fits(*one, asked) for one in zip(members, dims, strict=True))):
        return UnknownPathError(where, path, (), f"Did you mean '{'.'.join([given.block, *members[: len(dims)], given.name])}'?")
    if len(members) == len(dims):
        turned = members[::-1]
        if len(dims) > 1 and all(_fits(*one, asked) for one in zip(turned, dims, strict=True)):
            return UnknownPathError(where, path, (), f"Did you mean '{'.'.join([given.block, *turned, given.name])}'?")
        wrong, dimension = next(one for one in zip(members, dims, strict=True) if not _fits(*one, asked))
        return UnknownMemberError(where, wrong, dimension, asked.model.dimensions[dimension].members)
    example = next(place.path for place in asked.places.values() if place.given is given)
    every = ".".join([given.block, *("*" for _ in dims), given.name])
    known = "; ".join(f"{dimension}: {_some(asked, dimension)}" for dimension in dims)
    wanted = f"a {' and a '.join(dims)} between block and line, as in {example}"
    return PathError(where, f"the path '{path}'", wanted, f"For all of them write {every}. Members of {known}.")


def _fits(member: str, dimension: str, asked: Asked) -> bool:
    return member == "*" or member in asked.model.dimensions[dimension].members


def _some(asked: Asked, dimension: str) -> str:
    members = asked.model.dimensions[dimension].members
    return ", ".join(members[:_LISTED]) + (f" and {len(members) - _LISTED} more" if len(members) > _LISTED else "")


def _alike(line: str, asked: Asked) -> str:
    """An input whose own name is near, whatever its block and members."""
    paths = {place.given.name: path for path, place in reversed(asked.places.items())}
    close = get_close_matches(line, paths, n=1, cutoff=0.75)
    return f"Did you mean '{paths[close[0]]}'?" if close else "`finmodel inputs PATTERN` lists paths."
