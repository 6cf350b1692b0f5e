"""Locate: where a pack stands - named, in the working directory, or bundled - and how it is copied to edit."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path

from finmodel.errors import NotEmptyError, OutputError, UnknownNameError
from finmodel.inputs.mistakes import MissingFileError

DEFAULT = "meta"
FOLDER = "assumptions"


def find_pack(given: str | None = None) -> Path:
    """The folder of a pack: `given` as a folder or a name; else ./assumptions/meta, ./assumptions, the bundled one.

    Raises UnknownNameError for a name that no place has, MissingFileError for a folder that is no pack.
    """
    here = Path(FOLDER)
    if given is None:
        places = [here / DEFAULT, here, *(root / DEFAULT for root in _bundled())]
    else:
        places = [Path(given), here / given, *(root / given for root in _bundled())]
    for place in places:
        if (place / "pack.toml").is_file():
            return place
    if given is not None and not Path(given).is_dir():
        raise UnknownNameError(
            "pack", given, _names(), "Name a folder with pack.toml, or start one: finmodel init DIR."
        )
    raise MissingFileError(
        given or FOLDER, "a pack: a folder with pack.toml", "`finmodel init DIR` starts one, or name it with --pack."
    )


def copy_pack(folder: Path, target: Path) -> None:
    """Copy a pack to edit; it appears whole or not at all. Raises NotEmptyError, OutputError."""
    if target.is_symlink() or target.is_file() or (target.is_dir() and any(target.iterdir())):
        raise NotEmptyError(target)
    aside: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        copy = aside / "pack"
        shutil.copytree(folder, copy, copy_function=shutil.copyfile, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        _rename(copy / "pack.toml", target.name)
        if target.is_dir():
            target.rmdir()
        os.rename(copy, target)
    except (OSError, shutil.Error) as problem:
        raise OutputError(f"The pack cannot be copied to {target}: {problem}. Choose another folder.") from None
    finally:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)


def _rename(path: Path, folder: str) -> None:
    """Name the copy after its folder, comments kept, so that its outputs have a place of their own."""
    import tomlkit

    slug = re.sub(r"[^a-z0-9]+", "_", folder.lower()).strip("_")
    if not slug[:1].isalpha():
        return
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    document["name"] = slug
    document["title"] = f"{document['title']} ({folder})"
    path.write_text(tomlkit.dumps(document), encoding="utf-8")


def _bundled() -> list[Path]:
    """Inside the installed package; beside it in a checkout."""
    package = Path(str(files("finmodel")))
    checkout = package.parent
    return [package / FOLDER, *([checkout / FOLDER] if (checkout / "pyproject.toml").is_file() else [])]


def _names() -> list[str]:
    roots = [Path(FOLDER), *_bundled()]
    return sorted({path.parent.name for root in roots for path in root.glob("*/pack.toml")})
