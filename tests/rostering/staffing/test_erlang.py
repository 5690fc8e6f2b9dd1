"""Values against published numbers, each with its source, and against the exact golden rows."""

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from data.model.errors import InvalidValue
from rostering.staffing.agents import fewest_agents, grossed_up
from rostering.staffing.erlang import erlang_b, ln_erlang_b, ln_erlang_c
from rostering.staffing.service import DEFINITIONS, service
from tests import SHARED
from tests.rostering.staffing.builders import a_target

REFERENCE = SHARED / "reference"
needs_reference = pytest.mark.skipif(
    not REFERENCE.exists(), reason="the reference values lie outside the repository"
)


def rows(name):
    with (REFERENCE / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


# (servers, load, handle_s, threshold_s, patience_s, field, value): read in the named source.
PUBLISHED = [
    (14, 10, 180, 19.8, None, "virtual", 0.888),  # pyworkforce test suite
    (14, 10, 180, 20, None, "virtual", 0.88835),  # CRAN package ErlangC, README
    (14, 10, 180, 20, None, "wait_share", 0.1741319),  # CRAN package ErlangC, README
    (14, 10, 180, 20, None, "asa_s", 7.83593701177724),  # CRAN package ErlangC, README
    (40, 100 / 3, 120, 20, None, "virtual", 0.9372),  # call-center-tools README
    (17, 13.5, 270, 30, None, "virtual", 0.8113),  # Cox, Erlang C worked example
    (55, 48, 240, 15, None, "virtual", 0.846),  # Mitan, The Erlang-C Formula
    (50, 48, 60, 20, None, "asa_s", 20.8),  # Garnett, Mandelbaum, Reiman 2002
    (50, 48, 60, 20, 120, "abandonment_share", 0.031),  # Garnett, Mandelbaum, Reiman 2002
    (50, 48, 60, 20, 120, "asa_s", 3.7),  # Garnett, Mandelbaum, Reiman 2002
    (50, 48, 60, 20, 120, "occupancy_share", 0.93),  # Garnett, Mandelbaum, Reiman 2002
    (14, 10, 180, 20, 300, "wait_share", 0.14526),  # pyworkforce test suite
    (14, 10, 180, 20, 300, "offered", 0.916792),  # pyworkforce test suite
    (13, 10.5, 180, 20, 300, "asa_s", 9.91),  # lecture notes, Palm/Erlang-A example
    (9, 10.5, 180, 20, 300, "asa_s", 56.62),  # the same, overloaded
    (14, 12, 180, 19.98, 60, "virtual", 0.8797),  # CCmath ERLANG demo
    (14, 12, 180, 19.98, 60, "abandonment_share", 0.0743),  # CCmath ERLANG demo
]


@pytest.mark.parametrize("case", PUBLISHED, ids=str)
def test_published_values_come_out(case):
    n, load, handle_s, wait_s, patience_s, name, value = case
    digits = len(f"{value}".split(".")[1])
    found = float(getattr(service(n, load, handle_s, wait_s, patience_s), name))
    assert abs(found - value) <= 0.5 * 10.0**-digits + 1e-9


def test_one_same_case_reads_four_ways():
    found = service(14, 12, 180, 19.98, 60)  # 0.333 min
    levels = [round(float(found.level(name)), 3) for name in DEFINITIONS]
    assert levels == [0.880, 0.931, 0.861, 0.914]


def test_blocking_of_one_and_two_lines_is_a_half_and_a_fifth():
    assert erlang_b([1, 2], 1.0).tolist() == pytest.approx([0.5, 0.2], abs=1e-15)
    assert erlang_b(15, 8.108) == pytest.approx(0.01, abs=1e-4)  # Westbay's Erlang B example


def test_shares_below_the_smallest_double_are_known_by_their_logarithm():
    assert ln_erlang_b(10000, 200) == pytest.approx(-29325.7541713, abs=1e-6)
    assert ln_erlang_c(10000, 9000) == pytest.approx(-56.8266885378, abs=1e-9)
    assert ln_erlang_c([5, 5], [0.0, 7.0]).tolist() == [-np.inf, 0.0]


def by_integration(n, load, handle_s, wait_s, patience_s):
    """Erlang A from the density of the virtual wait, by quadrature: an independent method."""
    rate, mu, theta = load / handle_s, 1 / handle_s, 1 / patience_s
    idle = np.array([np.prod([(n - 1 - i) / load for i in range(k)]) for k in range(n)])

    def density(v, extra=0.0):
        grown = rate / theta * (1 - np.exp(-theta * v)) - n * mu * v
        return rate * np.exp(grown - extra * v)

    whole, tail = (
        (lambda e: quad(density, 0, np.inf, (e,), limit=400, epsabs=1e-13)[0]),
        (lambda e: quad(density, wait_s, np.inf, (e,), limit=400, epsabs=1e-13)[0]),
    )
    norm = idle.sum() + whole(0)
    lost = (whole(0) - whole(theta)) / norm
    return 1 - tail(0) / norm, 1 - lost - tail(theta) / norm, lost


@pytest.mark.parametrize("patience_s", [30.0, 180.0, 900.0])
@pytest.mark.parametrize(("n", "load"), [(3, 2.2), (12, 11.0), (9, 14.0), (40, 33.0)])
def test_erlang_a_equals_the_integral_of_its_wait_density(n, load, patience_s):
    virtual, offered, lost = by_integration(n, load, 180.0, 20.0, patience_s)
    found = service(n, load, 180.0, 20.0, patience_s)
    assert float(found.virtual) == pytest.approx(virtual, abs=1e-9)
    assert float(found.offered) == pytest.approx(offered, abs=1e-9)
    assert float(found.abandonment_share) == pytest.approx(lost, abs=1e-9)
    assert float(found.answered) == pytest.approx(offered / (1 - lost), abs=1e-9)
    waited = 1 - (1 - virtual) * np.exp(-20.0 / patience_s)
    assert float(found.waited) == pytest.approx(waited, abs=1e-9)


def test_endless_patience_turns_erlang_a_into_erlang_c():
    n, load = np.array([3, 14, 120, 1030]), np.array([2.0, 10.0, 110.0, 1000.0])
    patient, nearly = service(n, load, 180, 20), service(n, load, 180, 20, 1e9)
    for name in ("wait_share", "virtual", "offered", "asa_s", "occupancy_share"):
        assert getattr(nearly, name) == pytest.approx(getattr(patient, name), rel=1e-5)


def brute_heads(load, handle_s, target, patience_s, slack=0.0):
    n = 0
    while True:
        n += 1
        found = service(n, load, handle_s, target.threshold_s, patience_s)
        ok = found.level(target.definition) >= target.service_share - 1e-12
        ok &= found.occupancy_share <= target.occupancy_cap_share + 1e-12
        ok &= found.asa_s <= (np.inf if target.asa_s is None else target.asa_s) * (1 + slack)
        ok &= found.abandonment_share <= (target.abandonment_share or 1.0) * (1 + slack)
        if ok and (patience_s or n > load):
            return n


@settings(max_examples=150, deadline=None)
@given(
    load=st.floats(0.01, 120),
    handle_s=st.floats(20, 1200),
    share=st.floats(0.05, 0.99),
    wait_s=st.floats(0, 300),
    patience_s=st.sampled_from([None, 20.0, 120.0, 1000.0]),
    definition=st.sampled_from(DEFINITIONS),
    cap=st.sampled_from([1.0, 0.9, 0.7]),
    asa_s=st.sampled_from([None, 5.0, 60.0]),
    lost=st.sampled_from([None, 0.02, 0.2]),
)
def test_the_heads_found_are_the_first_that_meet_every_target(
    load, handle_s, share, wait_s, patience_s, definition, cap, asa_s, lost
):
    target = a_target(
        service_share=share,
        threshold_s=wait_s,
        definition=definition,
        occupancy_cap_share=cap,
        asa_s=asa_s,
        abandonment_share=lost,
    )
    found = fewest_agents(load, handle_s, target, patience_s=patience_s)
    # A target that a number of heads meets to the last digit is met or not by rounding.
    least, most = (brute_heads(load, handle_s, target, patience_s, s) for s in (1e-9, -1e-9))
    assert least <= int(found) <= most


@settings(max_examples=100, deadline=None)
@given(st.floats(0, 10_000), st.floats(1, 3600), st.floats(5, 3600), st.floats(0.5, 2.0))
def test_no_load_up_to_ten_thousand_overflows(load, handle_s, patience_s, ratio):
    n = int(load * ratio) + 1
    for patience in (None, patience_s):
        found = service(n, load, handle_s, 20.0, patience)
        for name in (*DEFINITIONS, "wait_share", "abandonment_share", "occupancy_share"):
            assert -1e-12 <= float(getattr(found, name)) <= 1 + 1e-12
        assert not np.isnan(found.asa_s)


# The traps that other libraries fell into; 6, 7, 8 are in the tests of pooling, rosters and
# requirements.
def test_trap_1_slots_without_calls_need_nobody():
    assert fewest_agents([0.0, 10.0, 0.0], 180.0, a_target()).tolist() == [0, 14, 0]
    assert fewest_agents([0.0], 180.0, a_target(), patience_s=60).tolist() == [0]
    assert float(service(0, 0.0, 180, 20).virtual) == 1.0


def test_trap_2_the_search_never_starts_above_the_answer():
    loads = np.random.default_rng(2).uniform(0.05, 60, 300)
    easy = a_target(service_share=0.3, threshold_s=120, occupancy_cap_share=1.0)
    found = fewest_agents(loads, 180.0, easy)
    assert found.tolist() == [brute_heads(load, 180.0, easy, None) for load in loads]
    # At 2.5 Erlang three agents are stable, while round(2.5 + 1) starts a search at four.
    assert (found <= np.floor(loads) + 1).sum() > 100


def test_trap_3_an_occupancy_cap_is_not_one_head_too_high_through_a_float():
    cap = a_target(service_share=0.01, threshold_s=1000, occupancy_cap_share=0.7)
    assert fewest_agents(2.1, 180.0, cap) == 3
    assert fewest_agents(np.arange(1, 60) * 0.7, 180.0, cap).tolist() == list(range(1, 60))


def test_trap_4_a_thousand_agents_do_not_underflow():
    assert float(service(1000, 1000, 180, 120, 120).offered) > 0.9
    found = service(1000, 1000, 180, 120, 3600)
    virtual, offered = found.virtual, found.offered
    assert float(virtual) >= float(offered) > 0.95


def test_trap_5_impatient_callers_need_fewer_heads_than_erlangs():
    target = a_target(threshold_s=60, definition="offered", occupancy_cap_share=1.0)
    assert fewest_agents(100.0, 360.0, target, patience_s=120) == 84


def test_a_threshold_far_beyond_all_patience_ends_the_sums():
    found = service(3, 5.0, 180, 1e6, 1.0)
    assert float(found.waited) == pytest.approx(1.0)
    assert float(found.offered) == pytest.approx(1 - float(found.abandonment_share))
    assert float(service(3, 1e-310, 180, 20, 60).offered) == 1.0


def test_nonsense_is_refused():
    with pytest.raises(InvalidValue, match="loads"):
        fewest_agents(-1.0, 180.0, a_target())
    with pytest.raises(InvalidValue, match="handle"):
        fewest_agents(1.0, 0.0, a_target())
    with pytest.raises(InvalidValue, match="servers"):
        service(1.5, 1.0, 180, 20)
    with pytest.raises(InvalidValue, match="patience"):
        service(2, 1.0, 180, 20, 0.0)


@needs_reference
def test_every_exact_golden_row_agrees():
    for row in rows("erlang_golden_exact.csv"):
        patience_s = float(row["patience_s"]) if row["patience_s"] else None
        n, load = int(row["required_agents"]), float(row["offered_load"])
        handle_s, wait_s = float(row["aht_s"]), float(row["target_wait_s"])
        found = service(n, load, handle_s, wait_s, patience_s)
        assert float(found.wait_share) == pytest.approx(float(row["pwait"]), abs=1e-9)
        assert float(found.offered) == pytest.approx(float(row["service_level"]), abs=1e-9)
        assert float(found.asa_s) == pytest.approx(float(row["asa_s"]), rel=1e-9, abs=1e-9)
        assert float(found.occupancy_share) == pytest.approx(float(row["occupancy"]), abs=1e-9)
        if patience_s:
            lost = float(row["abandonment"])
            assert float(found.abandonment_share) == pytest.approx(lost, abs=1e-9)
        target = a_target(
            service_share=float(row["target_sl"]),
            threshold_s=wait_s,
            definition="offered",
            occupancy_cap_share=1.0,
        )
        assert int(fewest_agents(load, handle_s, target, patience_s=patience_s)) == n


OF_SERVICE = {
    "service_level": "virtual",
    "occupancy": "occupancy_share",
    "pwait": "wait_share",
    "abandonment": "abandonment_share",
    "service_level_offered": "offered",
    "service_level_answered": "answered",
    "p_virtual_wait_le_t": "virtual",
    "p_wait_le_t": "waited",
    "mean_wait_s": "asa_s",
    "asa_s": "asa_s",
}


def number(row, name, default=None):
    return float(row[name]) if row[name] else default


def recomputed(row):
    """Our value of one published metric."""
    metric, model = row["metric"], row["model"]
    calls, handle_s = number(row, "calls_per_hour"), number(row, "aht_seconds")
    load = number(row, "offered_load_erlangs") or (calls or 0.0) * (handle_s or 0.0) / 3600
    n = int(number(row, "agents", 0))
    wait_s, patience_s = (
        number(row, "target_wait_seconds", 0.0),
        number(row, "mean_patience_seconds"),
    )
    if metric in ("blocking", "blocking_at_most"):
        return float(erlang_b(n, load))
    if metric in ("ln_blocking", "ln_pwait"):
        load = float(row["id"].rsplit("-", 1)[1])
        return float((ln_erlang_b if model == "ErlangB" else ln_erlang_c)(n, load))
    if metric == "max_load_at_1pct_blocking":
        grid = np.arange(1, 6000) * 0.001
        return float(grid[erlang_b(n, grid) <= 0.01].max())
    if metric.startswith("required"):
        cap = {"pywf-c-req-occ": 0.7, "pywf-c-req-occ-shr": 0.7}.get(row["id"], 0.85)
        share = 0.9 if row["id"] == "pywf-c-req-90" else 0.8
        target = a_target(
            service_share=share, threshold_s=wait_s, definition="offered", occupancy_cap_share=cap
        )
        heads = fewest_agents(load, handle_s, target, patience_s=patience_s)
        return float(grossed_up(heads, 0.3) if "shrinkage" in metric else heads)
    found = service(n, load, handle_s, wait_s, patience_s)
    if metric == "immediate":
        return 1 - float(found.wait_share)
    if metric == "queue_length":
        return float(found.asa_s) * calls / 3600
    if metric == "wait_p90_s":
        waits = np.arange(0, 200, 0.01)
        return float(waits[service(n, load, handle_s, waits, patience_s).waited >= 0.9].min())
    return float(getattr(found, OF_SERVICE[metric]))


@needs_reference
def test_all_85_published_values_agree():
    # The other 19 rows are misprints of their sources, or leave out a number.
    good = [row for row in rows("erlang_reference.csv") if row["use_for_tests"] == "yes"]
    assert len(good) == 85
    for row in good:
        value, digits = row["published_value"], len(row["published_value"].partition(".")[2])
        found = recomputed(row)
        assert found == pytest.approx(number(row, "exact_recomputed"), rel=2e-3), row["id"]
        # Three sources printed minutes: one unit of their last digit is so many seconds.
        unit = {"pywf-a-asa": 6e-5, "ccm-c-asa": 0.6, "ccm-x-asa": 6.0}.get(row["id"], 0.0)
        assert abs(found - float(value)) <= 0.5 * max(unit, 10.0**-digits) + 1e-9, row["id"]
