"""Every mistake a pack can hold gives one exact message: each folder holds a broken file and its message.txt."""

from __future__ import annotations

from pathlib import Path

import pytest

from finmodel.errors import FinmodelError, InputErrors, UnknownNameError
from finmodel.inputs import load_structure
from tests.broken_inputs.case import HERE, lay_over_good, resolve_case

CASES = sorted(path.parent.name for path in HERE.glob("*/message.txt"))


def message_of(folder: Path, scenario: str = "base", *sets: str) -> str:
    """The message without its head, after a check of the exit code."""
    with pytest.raises(InputErrors) as raised:
        resolve_case(folder, scenario, *sets)
    assert raised.value.exit_code == 3
    return "\n".join(line.strip() for line in str(raised.value).splitlines()[1:])


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return lay_over_good("", tmp_path / "pack")


def test_the_good_pack_is_good(good: Path) -> None:
    for scenario in ("base", "bull", "bear"):
        assert resolve_case(good, scenario).warnings == ()


def test_every_folder_says_its_message() -> None:
    folders = {path.name for path in HERE.iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert folders - {"good"} == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_message(case: str, tmp_path: Path) -> None:
    folder = lay_over_good(case, tmp_path / "pack")
    scenario = "bull" if (HERE / case / "scenarios").is_dir() else "base"
    with pytest.raises(InputErrors) as raised:
        resolve_case(folder, scenario)
    assert str(raised.value) == (HERE / case / "message.txt").read_text().rstrip("\n")
    assert raised.value.exit_code == 3


def test_toml_over_its_cap_is_refused_unread(good: Path) -> None:
    (good / "price.toml").write_text("#" * 1_000_001)
    assert message_of(good) == (
        "price.toml: found 1,000,001 bytes; wanted at most 1,000,000 bytes. "
        "Split it, or remove what the model does not ask for."
    )


def test_csv_over_its_cap_is_refused_unread(good: Path) -> None:
    (good / "orders.csv").write_text("," * 5_000_001)
    assert message_of(good) == (
        "orders.csv: found 5,000,001 bytes; wanted at most 5,000,000 bytes. "
        "Split it, or remove what the model does not ask for."
    )


@pytest.mark.parametrize("name", ["price.toml", "orders.csv", "pack.toml", "sources.toml"])
def test_link_out_of_the_pack_is_refused(good: Path, name: str) -> None:
    outside = good.parent / name
    (good / name).rename(outside)
    (good / name).symlink_to(outside)
    assert message_of(good) == (
        f"{name}: found a link that leads outside the pack; wanted a file inside the pack folder. "
        "Copy the file into the pack."
    )


def test_linked_folder_of_scenarios_is_refused(good: Path) -> None:
    (good / "scenarios").rename(good.parent / "elsewhere")
    (good / "scenarios").symlink_to(good.parent / "elsewhere")
    assert message_of(good, "bull").startswith("scenarios/bull.toml: found a link that leads outside the pack;")


def test_link_inside_the_pack_is_followed(good: Path) -> None:
    (good / "price.toml").rename(good / "price.kept")
    (good / "price.toml").symlink_to(good / "price.kept")
    assert resolve_case(good).values["unit_price"].item() == 35_000


def test_link_to_itself_is_refused(good: Path) -> None:
    (good / "price.toml").unlink()
    (good / "price.toml").symlink_to(good / "price.toml")
    assert message_of(good).startswith("price.toml: found no such file; wanted a file that can be read")


def test_bytes_that_are_no_text(good: Path) -> None:
    (good / "price.toml").write_bytes(b"\xff\xfe\x00")
    assert message_of(good) == (
        "price.toml: found bytes that are not UTF-8 text; wanted UTF-8 text. Save the file as UTF-8."
    )


def test_toml_nested_too_deeply(good: Path) -> None:
    (good / "price.toml").write_text("a = " + "[" * 100_000)
    assert message_of(good).startswith("price.toml: found text that TOML cannot read (nested too deeply)")


def test_toml_that_ends_early(good: Path) -> None:
    (good / "price.toml").write_text('[unit_price]\nnote = """\n')
    assert message_of(good).startswith("price.toml line 3: found text that TOML cannot read (")


def test_number_of_thousands_of_digits(good: Path) -> None:
    text = (good / "price.toml").read_text()
    (good / "price.toml").write_text(text.replace("35_000", "9" * 5_000))
    assert message_of(good).startswith("price.toml: found text that TOML cannot read (")
    (good / "price.toml").write_text(text.replace("35_000", "9" * 400))
    assert message_of(good).endswith("wanted a finite number.")


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(InputErrors, match="found no such file; wanted a pack"):
        load_structure(tmp_path / "nowhere")


def test_no_pack_toml(tmp_path: Path) -> None:
    with pytest.raises(InputErrors, match=r"pack.toml: found no such file; .*`finmodel init DIR` starts a pack."):
        load_structure(tmp_path)


def test_all_mistakes_come_together(tmp_path: Path) -> None:
    folder = lay_over_good("wrong_unit", tmp_path / "pack")
    for case in ("outside_domain", "unknown_period"):
        for path in (HERE / case).glob("*.*"):
            (folder / path.name).write_text(path.read_text())
    with pytest.raises(InputErrors) as raised:
        resolve_case(folder)
    assert [error.where for error in raised.value.errors] == [
        "price.toml: price.unit_price",
        "spares.toml: spares.spare_share",
        "orders.csv line 2",
    ]


def test_conflicting_scenarios(good: Path) -> None:
    assert message_of(good, "bull+bear") == (
        "price.unit_price: found multiplied by 'bear' and set by 'bull'; wanted equal sets, only multiplications or "
        "only additions. Let one overlay name the other as its parent, or drop one change."
    )


def test_unknown_scenario(good: Path) -> None:
    with pytest.raises(UnknownNameError) as raised:
        resolve_case(good, "bul")
    assert str(raised.value) == "There is no scenario 'bul'. Did you mean 'bull'? The pack has base, bear, bull."
    assert raised.value.exit_code == 2


@pytest.mark.parametrize("name", ["../price", "/etc/passwd", "bull+../price"])
def test_scenario_names_are_no_paths(good: Path, name: str) -> None:
    with pytest.raises(FinmodelError, match="There is no scenario"):
        resolve_case(good, name)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "price.unit_prise=1",
            "--set 'price.unit_prise=1': found the path 'price.unit_prise'; wanted an input that the model asks for. "
            "Did you mean 'price.unit_price'?",
        ),
        (
            "price.unit_price",
            "--set 'price.unit_price': found no assignment; wanted path=value, path*=value or path+=value. If there was a value, the "
            "shell has taken it: put all of it in quotes, as in --set 'price.unit_price=2' or --set 'price.unit_price*=1.1'.",
        ),
        (
            "price.unit_price=dear",
            "--set 'price.unit_price=dear': found the value 'dear'; wanted a number, with or without a unit, or a date such as 2027-01-01.",
        ),
        (
            "price.unit_price=3 MW",
            "--set 'price.unit_price=3 MW': found the unit 'MW'; wanted a unit that converts to USD/chip.",
        ),
        (
            "price.unit_price*=3 MW",
            "--set 'price.unit_price*=3 MW': found the unit 'MW'; wanted a unit that converts to a pure number. A factor has no unit: *=1.1.",
        ),
        (
            "price.unit_price=2027-01-01",
            "--set 'price.unit_price=2027-01-01': found the date 2027-01-01; wanted a number in USD/chip.",
        ),
        (
            "price.unit_price*=1e999",
            "--set 'price.unit_price*=1e999': found multiply = inf; wanted a finite number.",
        ),
        (
            "spares.spare_share*=50",
            "--set 'spares.spare_share*=50': found value = 150 %; wanted at least 0 and at most 1 share.",
        ),
        (
            "timing.last_actual_quarter*=2",
            "--set 'timing.last_actual_quarter*=2': found a multiplication of a date; "
            "wanted = with a date, or += with days.",
        ),
        (
            "timing.last_actual_quarter=2027-02-30",
            "--set 'timing.last_actual_quarter=2027-02-30': found set = '2027-02-30'; "
            "wanted a date such as 2026-09-30.",
        ),
        (
            "price.unit_price@2027Q1=5",
            "--set 'price.unit_price@2027Q1=5': found a period ('2027Q1') of price.unit_price; wanted the path alone. "
            "It has one value for all.",
        ),
        (
            "orders.h100.deliveries@2040Q1=5",
            "--set 'orders.h100.deliveries@2040Q1=5': found the period '2040Q1'; wanted a quarter such as 2026Q1, "
            "a year such as FY2026 (both from 2026Q1 to 2027Q4) or opening.",
        ),
        (
            "orders.h100.deliveries@2027Q3..2027Q1=5",
            "--set 'orders.h100.deliveries@2027Q3..2027Q1=5': found the periods '2027Q3..2027Q1'; "
            "wanted a first period that is not after the last.",
        ),
        ("price.unit_price=\x1b[2J", "--set: found a control character (U+001B); wanted printable text. Delete it."),
    ],
)
def test_set(good: Path, text: str, message: str) -> None:
    assert message_of(good, "base", text) == message
