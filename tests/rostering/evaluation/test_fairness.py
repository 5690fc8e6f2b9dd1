"""Fair shares: enough for what is needed, in proportion, with what was borne before."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from data.model.problem import RosterProblem
from data.model.roster import LedgerLine
from data.model.rule import RuleSetting
from data.model.shift import Shift
from data.model.staff import Agent, Availability, Leave
from rostering.rules.language.fair_share import shares, water_filled
from rostering.rules.language.needed_shifts import needed_shifts
from rostering.rules.language.unpopular import HOLIDAYS, NIGHTS, WEEKENDS, starts
from rostering.solver.solve import solve_roster
from tests.rostering.builders import (
    MONDAY,
    a_contract,
    a_meal,
    a_problem,
    a_shift,
    a_template,
    an_agent,
)

NIGHT = a_template("N", 1320, breaks=(a_meal(),))
DAYS = a_template("D", 420, 840, step_min=60)


def a_night_centre(agents: int, heads: int, days: int = 7, **more: object) -> RosterProblem:
    """Heads from 23 to 5 o'clock only; an hour's meal falls into them wherever it is placed."""
    hour = np.tile(np.arange(24), days)
    return a_problem(
        days,
        [an_agent(f"A{i}") for i in range(agents)],
        [NIGHT, DAYS],
        [RuleSetting("one_shift_a_day"), RuleSetting("fair_nights", 8)],
        heads=np.where((hour < 5) | (hour == 23), heads, 0),
        **more,
    )


def test_a_meal_in_the_night_makes_more_nights_needed_than_heads() -> None:
    # Six slots of 5 heads, and each shift is away for one of them: 30 / 5 = 6 shifts, not 5. The
    # first morning belongs to the night before; of the last night only 23 o'clock is asked for.
    problem = a_night_centre(12, 5)
    assert needed_shifts(problem, NIGHTS, {"full": 1.0}) == pytest.approx(6 * 6 + 5)


def test_a_roster_that_meets_the_need_pays_nothing_for_fair_nights() -> None:
    problem = a_night_centre(12, 5)
    result = solve_roster(problem, time_limit_s=20, engine="cpsat")
    assert result.roster is not None
    charged = {charge.rule for charge in result.charges}
    assert "fair_nights" not in charged


def test_shares_together_cover_the_need() -> None:
    for agents in range(6, 20):
        problem = a_night_centre(agents, 4)
        need = needed_shifts(problem, NIGHTS, {"full": 1.0})
        assert sum(shares(problem, NIGHTS, 92).values()) >= min(need, 7 * agents) - 1e-6


def test_those_who_bore_more_owe_less_and_newcomers_owe_no_back_pay() -> None:
    past = tuple(
        replace(a_shift(who, -day, 1320), template="N")
        for who, many in (("A0", 8), ("A1", 2))
        for day in range(2, 2 + many)
    )
    problem = a_night_centre(3, 2, history=past)
    owed = shares(problem, NIGHTS, 92)
    assert owed["A0"] < owed["A1"]
    assert owed["A2"] <= owed["A1"]


def test_the_ledger_counts_beyond_history_and_no_day_twice() -> None:
    shift = replace(a_shift("A0", -3, 1320), template="N")
    days = tuple(MONDAY - timedelta(back) for back in (60, 50, 40, 3))
    line = LedgerLine("A0", MONDAY - timedelta(70), {"night": days})
    other = LedgerLine("A1", MONDAY - timedelta(70), {})
    base = a_night_centre(2, 1, days=14)
    heavy = replace(base, history=(shift,), ledger=(line, other))
    again = replace(base, ledger=(line, other))
    owed = shares(heavy, NIGHTS, 92)
    assert owed["A1"] - owed["A0"] == 4
    assert shares(again, NIGHTS, 92) == owed
    assert shares(again, NIGHTS, 30)["A1"] - shares(again, NIGHTS, 30)["A0"] == 1


def test_only_early_starters_can_serve_the_first_hour() -> None:
    problem = a_problem(7, [an_agent(f"A{i}") for i in range(4)], [DAYS], heads=2)
    assert set(shares(problem, starts(480, 1439), 92).values()) == {4}  # 14 over 4 agents


def test_starts_that_others_can_stand_in_for_are_shared_by_an_even_use_of_the_templates() -> None:
    whole = a_template("X", 0, length_min=1440)
    problem = a_problem(7, [an_agent(f"A{i}") for i in range(4)], [DAYS, whole], heads=2)
    assert min(shares(problem, starts(0, 780), 92).values()) >= 1


def test_a_share_follows_presence_and_contract() -> None:
    half = a_contract(contract_id="half", weekly_max_min=1200)
    full = a_contract(weekly_max_min=2400)
    people = [
        *(an_agent(f"F{i}") for i in range(4)),
        *(Agent(f"H{i}", "Half", "half", ("q",)) for i in range(4)),
        an_agent("away"),
        an_agent("never"),
    ]
    problem = replace(
        a_night_centre(1, 4, days=28),
        agents=tuple(people),
        contracts=(half, full),
        leave=(Leave("away", MONDAY, MONDAY + timedelta(13)),),
        availability=tuple(Availability("never", day, 480, 1320) for day in range(7)),
    )
    owed = shares(problem, NIGHTS, 92)
    assert "never" not in owed
    assert owed["F0"] > owed["away"]
    assert owed["F0"] > owed["H0"]
    assert owed["F0"] == owed["F3"]


def test_holidays_late_in_the_horizon_are_shared_too() -> None:
    problem = replace(
        a_problem(14, [an_agent(f"A{i}") for i in range(6)], [DAYS], heads=3),
        holidays=frozenset({MONDAY + timedelta(9)}),
    )
    owed = shares(problem, HOLIDAYS, 92)
    assert len(owed) == 6
    assert sum(owed.values()) >= 3


@pytest.mark.parametrize("seed", range(5))
def test_pouring_sums_to_the_need_and_levels_those_who_pay(seed: int) -> None:
    rng = np.random.default_rng(seed)
    weight, past = rng.uniform(1, 30, 8), rng.uniform(0, 10, 8)
    most = np.full(8, 20.0)
    owed = water_filled(40.0, weight, past, most)
    assert owed.sum() == pytest.approx(40.0)
    between = (owed > 0) & (owed < most)
    level = ((owed + past) / weight)[between]
    assert np.ptp(level) < 1e-6


def on_weekends(*heads: int) -> np.ndarray:
    """Heads from 8 to 16 o'clock on Saturdays and Sundays, by week."""
    week = np.zeros((len(heads), 7, 24), dtype=int)
    week[:, 5:, 8:16] = np.array(heads)[:, None, None]
    return week.reshape(1, -1)


def a_weekend_centre(agents: list[Agent], heads: int, **more: Any) -> RosterProblem:
    """Four weeks whose weekends alone ask for anybody, for one contract of 40 h and others."""
    contracts = (
        a_contract(weekly_max_min=2400),
        a_contract(contract_id="half", weekly_max_min=1200),
        a_contract(contract_id="hour", weekly_max_min=60),
    )
    heads_by_slot = on_weekends(*[heads] * 4)
    return a_problem(28, agents, contracts=contracts, heads=heads_by_slot, **more)


def test_a_share_is_in_proportion_to_contract_and_presence() -> None:
    half, away = ("H0", "H1"), ("L0", "L1")
    people = [an_agent("F0"), an_agent("F1"), *(an_agent(i, contract="half") for i in half)]
    people += [an_agent(i) for i in away]
    leave = tuple(Leave(i, MONDAY + timedelta(14), MONDAY + timedelta(27)) for i in away)
    problem = a_weekend_centre(people, 4, leave=leave)
    # 32 shifts over 2 + 2/2 + 2/2 whole people; nobody works more than the 8 days that there are.
    assert shares(problem, WEEKENDS, 92) == {"F0": 8, "F1": 8, **dict.fromkeys(half + away, 4)}
    tiny = a_weekend_centre([an_agent("F"), an_agent("one", contract="hour")], 1)
    # 60 minutes a week hold no shift of 8 h, yet count as one: 8 over 5 + 1.
    assert shares(tiny, WEEKENDS, 92) == {"F": 7, "one": 2}


def test_nights_are_counted_by_the_templates_of_the_kind() -> None:
    day, night = a_template("D", length_min=120), a_template("N", 1320)
    hour = np.tile(np.arange(24) // 22, 28)
    contracts = (
        a_contract(weekly_max_min=2400),
        a_contract(contract_id="half", weekly_max_min=480),
    )
    people = [an_agent("F0"), an_agent("H0", contract="half")]
    problem = a_problem(28, people, [day, night], contracts=contracts, heads=hour)
    assert shares(problem, NIGHTS, 92) == {"F0": 24, "H0": 5}  # 28 by 5 to 1


@pytest.mark.parametrize("kept", ["ledger", "history"])
def test_a_share_levels_what_was_borne_over_the_days_that_are_known(kept: str) -> None:
    """Two known for four weeks, a newcomer, and two present half of the time."""
    half = ("P0", "P1")
    people = [an_agent(i) for i in ("A0", "A1", "new", *half)]
    leave = tuple(Leave(i, MONDAY + timedelta(14), MONDAY + timedelta(27)) for i in half)
    weekends = [MONDAY - timedelta(7 * week + k) for week in range(4) for k in (1, 2)]
    past = {"A0": weekends[:5], "A1": weekends[:7]}
    start = MONDAY - timedelta(28)
    problem = a_weekend_centre(people, 3, leave=leave)
    if kept == "ledger":
        lines = tuple(LedgerLine(i, start, {"weekend": tuple(d)}) for i, d in past.items())
        problem = replace(problem, ledger=lines)
    else:
        shifts = tuple(Shift(i, day, 480, 480, "D") for i, days in past.items() for day in days)
        problem = replace(problem, history=(Shift("A0", start, 480, 480, "D"), *shifts))
    # 24 to come and 12 borne, by weights 2, 2, 1, 1/2, 1/2: 12, 12, 6, 3, 3.
    assert shares(problem, WEEKENDS, 92) == {"A0": 7, "A1": 5, "new": 6, "P0": 3, "P1": 3}
    # Of the last fortnight, four days each: 24 and 8 by 3/2, 3/2, 1, 1/2, 1/2, and at most 8.
    recent = shares(problem, WEEKENDS, 14)
    assert recent == {"A0": 6, "A1": 6, "new": 7, "P0": 4, "P1": 4}


def test_a_level_is_found_beside_those_who_can_bear_no_more_and_owe_nothing() -> None:
    weight, past = np.array([1.0, 2.0, 1.0, 1.0]), np.array([0.0, 0.0, 9.0, 0.0])
    most = np.array([8.0, 8.0, 8.0, 1.0])
    assert np.allclose(water_filled(10.0, weight, past, most), [3, 6, 0, 1])
    assert np.allclose(water_filled(99.0, weight, past, most), most)
    assert np.allclose(water_filled(0.0, weight, past, most), 0)
