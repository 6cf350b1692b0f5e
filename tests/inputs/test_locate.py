"""Locate: which pack is found, and how one is copied."""

from __future__ import annotations

from pathlib import Path

import pytest

from finmodel.errors import InputError, NotEmptyError, OutputError, UnknownNameError
from finmodel.inputs import copy_pack, find_pack, load_structure
from finmodel.inputs import locate as located


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory; the bundled packs stand beside it."""
    work, bundled = tmp_path / "work", tmp_path / "bundled"
    work.mkdir()
    for name in ("meta", "other"):
        (bundled / name).mkdir(parents=True)
        (bundled / name / "pack.toml").write_text("")
    monkeypatch.chdir(work)
    monkeypatch.setattr(located, "_bundled", lambda: [bundled])
    return work


def put(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "pack.toml").write_text("")


def test_the_bundled_pack_is_the_last_resort(here: Path) -> None:
    assert find_pack() == here.parent / "bundled" / "meta"
    put(here / "assumptions" / "meta")
    assert find_pack() == Path("assumptions/meta")


def test_a_folder_of_assumptions_may_be_a_pack_itself(here: Path) -> None:
    put(here / "assumptions")
    assert find_pack() == Path("assumptions")


def test_a_pack_by_folder_or_name(here: Path) -> None:
    put(here / "mine")
    put(here / "assumptions" / "lab")
    assert find_pack("mine") == Path("mine")
    assert find_pack("lab") == Path("assumptions/lab")
    assert find_pack("other") == here.parent / "bundled" / "other"


def test_a_pack_that_is_not_there(here: Path) -> None:
    with pytest.raises(UnknownNameError, match=r"There is no pack 'mata'. Did you mean 'meta'\?"):
        find_pack("mata")
    (here / "empty").mkdir()
    with pytest.raises(InputError, match="empty: found no such file; wanted a pack"):
        find_pack("empty")


def test_a_checkout_has_its_packs_beside_the_package() -> None:
    assert any(place.name == "assumptions" for place in located._bundled())


def test_copy(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "new" / "pack"
    copy_pack(folder, target)
    assert load_structure(target).name == "pack"  # named after its folder
    assert [path.name for path in target.parent.iterdir()] == ["pack"]  # nothing left beside it


def test_copy_into_an_empty_folder(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    copy_pack(folder, tmp_path / "new")
    assert load_structure(tmp_path / "new").name == "new"


def test_copy_writes_over_nothing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("kept")
    with pytest.raises(NotEmptyError) as raised:
        copy_pack(folder, tmp_path / "mine")
    assert raised.value.exit_code == 6
    assert (tmp_path / "mine").read_text() == "kept"
    with pytest.raises(NotEmptyError, match="already holds something"):
        copy_pack(folder, folder)


def test_a_copy_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be copied"):
        copy_pack(tmp_path / "nowhere", tmp_path / "target" / "pack")
    assert list((tmp_path / "target").iterdir()) == []
