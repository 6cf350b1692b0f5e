"""Tiny: a model of two blocks and the good pack that fits it, small enough to read whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from finmodel.inputs import Inputs, Pack, load_structure, resolve
from finmodel.model.block import Block
from finmodel.model.item import Kind
from finmodel.model.model import Model
from finmodel.model.vocabulary import day, flow, scalar, series, switch


class Timing(Block):
    last_actual_quarter = day("The last quarter with results.")


class Fleet(Block):
    install_lag = scalar("quarter", "From delivery to installation.", at_least=0)
    spare_share = scalar("share", "Bought as spares.")
    power = scalar("MW", "Power of each site.", over="site", at_least=0)
    unit_price = scalar("USD/chip", "Of the chip alone.", over="chip")
    first_light = day("First energised.")
    resold = switch("Whether surplus is resold.")
    deliveries = series(Kind.FLOW, "chip", "Delivered.", over="chip", released=True)
    budget = series(Kind.FLOW, "USD", "For servers.")
    utilisation = series(Kind.RATE, "share", "Of the fleet.", over="chip", fill="hold")
    spare_units = flow("chip", deliveries * spare_share, "Bought and set aside.")


PACK = """
name = "tiny"
title = "Tiny"
says = "Two chips on one site."
as_of = 2026-09-30
[timeline]
first = "2026Q1"
last = "2027Q4"
[dimensions.site]
members = ["prometheus"]
[dimensions.site.labels]
prometheus = "Prometheus, Ohio"
[dimensions.phase]
members = ["prometheus_1"]
parent = "site"
[dimensions.phase.parent_of]
prometheus_1 = "prometheus"
[dimensions.chip]
members = ["h100", "b200"]
[aliases.chip]
"H100/H200" = "h100"
"""

SOURCES = """
[filing]
title = "Form 10-K for 2025"
publisher = "The company"
date = 2026-01-29
url = "https://example.com/10-k"
kind = "official"
[house-view]
title = "Our judgement"
publisher = "finmodel"
date = "2026"
kind = "judgement"
"""

TIMING = """
[last_actual_quarter]
value = 2026-06-30
unit = "date"
source = "filing"
as_of = 2026-07-30
confidence = "official"
[[last_actual_quarter.history]]
as_of = 2026-04-30
value = 2026-03-31
"""

FLEET = """
[install_lag]
value = 1.5
unit = "quarter"
low = 1
high = 3
source = "house-view"
as_of = 2026-01-31
confidence = "judgement"
[spare_share]
value = 3
unit = "%"
source = "house-view"
as_of = 2026-01-31
confidence = "judgement"
[prometheus.power]
value = 1.2
unit = "GW"
low = 1.0
high = 1.5
source = "filing"
as_of = 2026-01-31
confidence = "reported"
[h100.unit_price]
unit = "USD/chip"
source = "filing"
confidence = "estimate"
history = [
  { as_of = 2024-12-31, value = 35_000, low = 25_000, high = 40_000 },
  { as_of = 2026-03-31, value = 24_000, low = 20_000, high = 30_000 },
]
[b200.unit_price]
value = 45_000
unit = "USD/chip"
source = "filing"
as_of = 2026-01-31
confidence = "estimate"
[first_light]
value = 2026-11-15
unit = "date"
low = 2026-10-01
high = 2027-03-31
source = "filing"
as_of = 2026-01-31
confidence = "reported"
[resold]
value = 0
unit = "flag"
source = "house-view"
as_of = 2026-01-31
confidence = "judgement"
"""

HEADER = "line,members,period,value,unit,low,high,source,known_on,confidence,note\n"

FLEET_SERIES = (
    HEADER
    + """\
deliveries,H100/H200,2026Q1,100,chip,80,120,filing,2026-04-30,estimate,
deliveries,h100,2026Q1,110,chip,90,130,filing,2026-08-31,estimate,revised
deliveries,b200,2026Q2,50,chip,,,filing,2026-08-31,estimate,
utilisation,h100,2026Q2,40,%,,,house-view,2026-01-31,judgement,
utilisation,h100,2027Q1,50,%,,,house-view,2026-01-31,judgement,
utilisation,b200,opening,30,%,,,house-view,2026-01-31,judgement,
"""
)

BUDGET_SERIES = (
    HEADER
    + """\
budget,,FY2027,2,USD billion,1,4,house-view,2026-01-31,judgement,
budget,,2027Q2,3,USD billion,,,house-view,2026-01-31,judgement,
"""
)

FILES = {
    "pack.toml": PACK,
    "sources.toml": SOURCES,
    "timing.toml": TIMING,
    "fleet.toml": FLEET,
    "fleet.csv": FLEET_SERIES,
    "fleet.budget.csv": BUDGET_SERIES,
    "scenarios/bull.toml": """
title = "Bull"
says = "Power comes sooner."
[[change]]
path = "fleet.install_lag"
set = 1
source = "house-view"
[[change]]
path = "fleet.budget@FY2027"
multiply = 1.5
""",
    "scenarios/capped.toml": """
title = "Capped"
says = "Budgets are cut."
[[change]]
path = "fleet.budget@*"
multiply = 0.5
""",
    "scenarios/crash.toml": """
title = "Crash"
says = "After the bull, nothing."
parent = "bull"
[[change]]
path = "fleet.budget@2027Q4"
set = 0
[[change]]
path = "fleet.prometheus.power"
add = -200
unit = "MW"
""",
}


def write_pack(folder: Path) -> Path:
    """Write the good pack."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def build_model(pack: Pack) -> Model:
    return Model([Timing, Fleet], pack.dimensions, pack.timeline)


def resolve_folder(
    folder: Path, scenario: str = "base", sets: Sequence[str] = (), as_of: date | None = None, strict: bool = False
) -> Inputs:
    """Everything from the folder anew."""
    pack = load_structure(folder)
    return resolve(pack, build_model(pack), scenario, sets, as_of, strict)
