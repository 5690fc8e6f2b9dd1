"""The roster benchmark: its keys, its instances, its export."""

import json
from pathlib import Path

import pytest

from rostering.verify import SCALE, bound_of
from tests import SHARED
from tests.benchmarks.rosters.bundle import read_bundle
from tests.benchmarks.rosters.centre import generate, read_centre
from tests.benchmarks.rosters.plain_check import judge
from tests.benchmarks.rosters.roster import centre_of, run
from tests.until import until, within

pytestmark = pytest.mark.slow

CENTRES = SHARED / "data" / "centres"
KEYS = {
    "agents",
    "objective",
    "bound",
    "gap",
    "seconds",
    "hard_violations",
    "bound_verified",
    "peak_mb",
    "trace",
}

needs_centres = pytest.mark.skipif(not CENTRES.is_dir(), reason="the measuring data is absent")


@pytest.mark.parametrize(
    "centre",
    [
        {"agents": 8, "days": 14},
        {"agents": 6, "days": 7, "queues": 3, "lengths": (4.0, 6.0, 10.0), "slot": 15},
    ],
    ids=["one queue", "three queues, three lengths"],
)
def test_a_generated_team_is_solved_judged_verified_and_exported(tmp_path, centre):
    found = run(centre_of(**centre, seed=3), export=tmp_path, **until(within(0.05)))
    assert set(found) - {"stopped"} == KEYS
    assert found["hard_violations"] == 0
    assert found["bound_verified"]
    assert 0 <= found["gap"] <= 0.05
    plain, costs, rows, bound = read_bundle(tmp_path)
    assert judge(plain, costs, rows) == (found["objective"], [])
    assert -(-bound_of(plain, costs, bound["prices"], bound["slopes"]) // SCALE) == bound["bound"]
    assert found["bound"] <= bound["bound"] <= found["objective"]


def test_every_name_in_the_files_is_explained(tmp_path):
    run(centre_of(agents=4, days=7, rules="full", queues=2), time_limit_s=1, export=tmp_path)
    form = (Path(__file__).parent / "FORMAT.md").read_text(encoding="utf-8")
    assert {file.name for file in tmp_path.iterdir()} == {
        "instance.json", "costs.csv", "roster.csv", "bound.json",
    }  # fmt: skip
    names = set()
    for file in tmp_path.glob("*.json"):
        json.loads(file.read_text(encoding="utf-8"), object_hook=names.update)
    for file in tmp_path.glob("*.csv"):
        names |= set(file.read_text(encoding="utf-8").splitlines()[0].split(","))
    assert not {name for name in names if f"`{name}`" not in form}


def test_a_changed_roster_does_not_pass_the_judge(tmp_path):
    run(centre_of(agents=4, days=14, seed=3), export=tmp_path, **until())
    plain, costs, rows, _ = read_bundle(tmp_path)
    _, wrong = judge(plain, costs, rows[1:])
    assert any("five shifts" in words for words in wrong)


def test_queues_lengths_and_full_rules_are_verified_too():
    found = run(
        centre_of(agents=6, days=14, queues=3, lengths=(4.0, 6.0, 8.0, 10.0), rules="full"),
        **until(),
    )
    assert found["hard_violations"] == 0
    assert found["bound_verified"]


@needs_centres
def test_the_generator_draws_wishes_and_leave_as_the_given_centres_have_them():
    given, made = read_centre(CENTRES / "centre_20"), generate(20, 12)
    assert (given.wishes == made.wishes).all()
    assert given.leave == made.leave
    assert abs(given.heads.sum() / made.heads.sum() - 1) < 0.01


@needs_centres
@pytest.mark.heavy
@pytest.mark.parametrize(
    ("name", "limit_s", "gap"), [("centre_20", 60, 1e-3), ("centre_300", 180, 1e-3)]
)
def test_the_given_centres_reach_their_bars(name, limit_s, gap):
    found = run(centre_of(folder=CENTRES / name), time_limit_s=limit_s)
    assert found["bound_verified"]
    assert found["hard_violations"] == 0
    assert found["gap"] <= gap
