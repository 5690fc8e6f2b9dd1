"""Restrictions of a planner's own: kept by every design, priced, never a gain."""

from dataclasses import replace

import pytest

from data.model.errors import InvalidValue
from rostering.shift_design import DesignRequest, design_shifts
from rostering.shift_design.restrictions import (
    AtMost,
    LengthsOnly,
    NoLonger,
    NoStart,
    Restriction,
    StartsEvery,
    Stays,
)
from tests.rostering.builders import a_template
from tests.rostering.shift_design.test_lengths import a_small_centre

pytestmark = pytest.mark.slow

ASKED = DesignRequest(60, codes=(3,), time_limit_s=0.1)


@pytest.mark.parametrize(
    ("restriction", "start", "length", "allowed"),
    [
        (NoStart(0, 300), 0, 480, False),
        (NoStart(0, 300), 300, 480, True),
        (NoStart(1320, 360), 1380, 480, False),
        (NoStart(1320, 360), 0, 480, False),
        (NoStart(1320, 360), 360, 480, True),
        (NoStart(1320, 1440), 0, 480, True),
        (StartsEvery(60), 480, 480, True),
        (StartsEvery(60), 510, 480, False),
        (LengthsOnly((240, 480)), 480, 480, True),
        (LengthsOnly((240, 480)), 480, 540, False),
        (NoLonger(480), 480, 480, True),
        (NoLonger(480), 480, 510, False),
        (AtMost(1), 480, 480, True),
        (Stays("D"), 480, 480, True),
    ],
)
def test_a_restriction_allows_a_code_or_not(
    restriction: Restriction, start: int, length: int, allowed: bool
) -> None:
    assert restriction.allows(a_template("T", start, length_min=length)) is allowed


@pytest.mark.parametrize(
    "restriction",
    [
        NoStart(480, 600),
        StartsEvery(120),
        LengthsOnly((240, 540)),
        NoLonger(480),
        AtMost(2),
        Stays("S"),
        Stays("L", 720),
    ],
    ids=lambda restriction: restriction.words,
)
def test_a_restriction_never_makes_the_design_better(restriction: Restriction) -> None:
    problem = a_small_centre()
    found = design_shifts(problem, replace(ASKED, restrictions=(restriction,)))
    (own,) = [r for r in found.restrictions if r.own]
    assert own.words.startswith(restriction.words)
    assert own.points is None or own.points >= 0
    assert all(o.points >= found.free_points - 1e-6 for o in found.options)
    assert all(restriction.allows(t) for o in found.options for t in o.templates)
    if own.points is not None and not isinstance(restriction, Stays):
        least = found.free_points + own.points  # what is free but for it
        assert all(o.points >= least * (1 - 1e-3) for o in found.options)


def test_own_restrictions_stand_before_the_usual_ones_alone_and_together() -> None:
    own = (NoStart(0, 600), NoLonger(480))
    found = design_shifts(a_small_centre(), replace(ASKED, restrictions=own))
    words = [r.words for r in found.restrictions if r.own]
    assert words == [
        "no start between 00:00 and 10:00", "no shift over 8 h", "all of yours together",
    ]  # fmt: skip
    assert [r.own for r in found.restrictions] == sorted(
        (r.own for r in found.restrictions), reverse=True
    )
    start, longer, both = (r.points for r in found.restrictions[:3])
    assert start is not None
    assert longer is not None
    assert both is not None
    assert both >= max(start, longer) - 1e-6


def test_a_template_that_must_stay_is_on_each_design_though_nobody_needs_it() -> None:
    problem = a_small_centre()
    idle = a_template("I", 0, 60, length_min=240, breaks=())
    wide = replace(
        problem,
        templates=(*problem.templates, idle),
        contracts=tuple(replace(c, templates=(*c.templates, "I")) for c in problem.contracts),
    )
    asked = replace(ASKED, codes=(3, 4), lengths="today")
    free = design_shifts(wide, asked)
    assert not any(t.code.startswith("I") for o in free.options for t in o.templates)
    found = design_shifts(wide, replace(asked, restrictions=(Stays("I", 60),)))
    assert all("I-0100" in {t.code for t in o.templates} for o in found.options)
    assert all(len(o.templates) <= o.most for o in found.options)


def test_at_most_so_many_codes_caps_the_sizes() -> None:
    found = design_shifts(a_small_centre(), replace(ASKED, codes=(3, 8), restrictions=(AtMost(4),)))
    assert [o.most for o in found.options] == [3]
    found = design_shifts(a_small_centre(), replace(ASKED, codes=(8,), restrictions=(AtMost(4),)))
    assert [o.most for o in found.options] == [4]


def test_what_leaves_no_roster_or_cannot_be_meant_is_told() -> None:
    problem = a_small_centre()
    none = design_shifts(problem, replace(ASKED, restrictions=(NoLonger(240),)))
    assert none.options == ()
    assert none.restrictions[0].points is None
    crossed = (Stays("S"), NoStart(0, 1439))
    assert design_shifts(problem, replace(ASKED, restrictions=crossed)).options == ()
    with pytest.raises(InvalidValue, match="not among the templates: L, S"):
        design_shifts(problem, replace(ASKED, restrictions=(Stays("Q"),)))
    with pytest.raises(InvalidValue, match="it starts at 08:00"):
        design_shifts(problem, replace(ASKED, restrictions=(Stays("L", 60),)))
    with pytest.raises(InvalidValue, match="allow its length"):
        design_shifts(problem, replace(ASKED, lengths=(540,), restrictions=(Stays("S"),)))
