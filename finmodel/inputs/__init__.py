"""inputs: assumption packs read, validated, overlaid and laid out for the engine and for the workbook."""

from finmodel.inputs.change import SET_LAYER, Change
from finmodel.inputs.entry import OPENING, Amount, Entry, canonical
from finmodel.inputs.inputs import Array, Counts, Flags, Inputs
from finmodel.inputs.locate import copy_pack, find_pack
from finmodel.inputs.overlay import Overlay, read_overlay
from finmodel.inputs.pack import BASE, Pack, load_structure
from finmodel.inputs.resolve import resolve, turning_days
from finmodel.inputs.scenarios import Scenario, Scenarios, read_scenarios
from finmodel.inputs.set_text import read_set
from finmodel.inputs.source import Source

__all__ = [
    "BASE",
    "OPENING",
    "SET_LAYER",
    "Amount",
    "Array",
    "Change",
    "Counts",
    "Entry",
    "Flags",
    "Inputs",
    "Overlay",
    "Pack",
    "Scenario",
    "Scenarios",
    "Source",
    "canonical",
    "copy_pack",
    "find_pack",
    "load_structure",
    "read_overlay",
    "read_scenarios",
    "read_set",
    "resolve",
    "turning_days",
]
