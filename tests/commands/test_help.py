"""Help: every command says what it does and shows an example that runs."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from finmodel.cli import cli
from tests.commands.ran import finmodel
from tests.marks import LIBREOFFICE
from tests.packs import MICROSOFT, opened

COMMANDS = sorted(cli.commands)


def examples(name: str) -> list[str]:
    text = cli.commands[name].help or ""
    return [line.strip() for line in text.partition("Example:")[2].splitlines() if line.strip().startswith("finmodel ")]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_explains_itself_with_an_example(name: str) -> None:
    ran = finmodel(name, "--help")
    assert ran.code == 0
    assert ran.err == ""
    assert "Example:" in ran.out
    assert examples(name)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_explained(name: str) -> None:
    for option in cli.commands[name].params:
        if isinstance(option, click.Option):
            assert option.help, option.name


def test_the_examples_of_all_commands_run(here: Path) -> None:
    """init's example makes the folder that the others name, and run's the workbook: here a smaller one in its place."""
    finmodel("init", "my_pack", "-q")
    (here / "outputs" / "base").mkdir(parents=True)
    opened(MICROSOFT).case().write_workbook(here / "outputs" / "base" / "model.xlsx")
    for name in COMMANDS:
        for example in examples(name):
            words = shlex.split(example.replace("/tmp/april", str(here / "april")))[1:]
            if words[0] == "run" and "--no-workbook" not in words:
                words.append("--no-workbook")
            if "--carry" in words:
                words += ["--pack", str(MICROSOFT)]
            if "libreoffice" in words and not LIBREOFFICE:
                continue
            ran = finmodel(*words)
            assert ran.code == 0, (example, ran.err)


def test_the_group_lists_every_command() -> None:
    listed = finmodel("--help").out
    for name in COMMANDS:
        assert f"  {name} " in listed


def test_help_imports_nothing_heavy() -> None:
    code = "import sys; from finmodel.cli import cli; print([m for m in ('numpy', 'polars', 'xlsxwriter', 'pydantic', 'openpyxl', 'scipy', 'matplotlib', 'rich') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"


def test_the_version_is_printed() -> None:
    from finmodel import __version__

    assert __version__ in finmodel("--version").out
