"""Shares, Kano, raters and waiting: worked examples, intervals that cover."""

import numpy as np
import pytest

from data.model.errors import InvalidValue, NotEnoughHistory
from forecasting.surveys.agreement import cohen, fleiss, pairs_of_raters
from forecasting.surveys.kano import Feature, category, features
from forecasting.surveys.shares import sample_for, shrunk, weighted, wilson
from forecasting.surveys.waiting import wait_curve


@pytest.mark.parametrize(
    ("yes", "answers", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
     (1, 29, 0.0061, 0.1718)],
)  # fmt: skip
def test_wilson_as_in_newcombe_1998_table_1(
    yes: int, answers: int, low: float, high: float
) -> None:
    found = wilson(yes, answers)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_nobody_answered_is_no_share() -> None:
    assert np.isnan(wilson(0, 0).share)


def test_intervals_of_weighted_shares_cover_what_they_promise() -> None:
    """Angry people answer more often; weights take that out. 95 % covers 93 to 97 %."""
    random = np.random.default_rng(11)
    invited = np.array([600.0, 300.0, 100.0])
    truth, answers_too = np.array([0.92, 0.75, 0.4]), np.array([0.1, 0.2, 0.6])
    true = float((invited * truth).sum() / invited.sum())
    inside = outside_plain = 0
    trials = 2000
    for _ in range(trials):
        answered = random.binomial(invited.astype(int), answers_too).astype(float)
        yes = random.binomial(answered.astype(int), truth).astype(float)
        found = weighted(yes, answered, invited)
        inside += found.low <= true <= found.high
        plain = wilson(yes.sum(), answered.sum())
        outside_plain += not plain.low <= true <= plain.high
    assert 0.93 <= inside / trials <= 0.97
    assert outside_plain / trials > 0.5, "without weights the truth lies outside"


def test_shares_by_agent_are_drawn_in_and_cover_what_they_promise() -> None:
    random = np.random.default_rng(4)
    inside = every = 0
    for _ in range(40):
        true = random.beta(40, 8, 60)
        answers = random.integers(5, 120, 60).astype(float)
        yes = random.binomial(answers.astype(int), true).astype(float)
        found = shrunk([str(k) for k in range(60)], yes, answers)
        inside += sum(one.low <= t <= one.high for one, t in zip(found, true, strict=True))
        every += 60
        few = min(found, key=lambda one: one.answers)
        assert few.hidden == (few.answers < 30)
        mean = yes.sum() / answers.sum()
        mean = yes.sum() / answers.sum()
        assert abs(few.share - mean) <= abs(few.raw - mean)
    assert 0.93 <= inside / every <= 0.97


def test_sample_for_an_interval_keeps_it() -> None:
    assert sample_for(5.0, 12.0, 10_000) == pytest.approx(25, abs=1)
    assert sample_for(5.0, 12.0, 20) < 20
    assert sample_for(0.1, 12.0, 20) == 20
    with pytest.raises(InvalidValue):
        sample_for(0.0, 12.0, 20)


SKIS = (
    ("Edge grip", {"A": 7.0, "O": 32.3, "M": 49.3, "I": 9.5, "R": 0.3, "Q": 1.5}, "M", 0.40, -0.83),
    ("Ease of turn", {"A": 10.4, "O": 45.1, "M": 30.5, "I": 11.5, "R": 1.2, "Q": 1.2}, "O",
     0.57, -0.78),
    ("Service", {"A": 63.8, "O": 21.6, "M": 2.9, "I": 8.5, "R": 0.7, "Q": 2.5}, "A", 0.88, -0.25),
)  # fmt: skip


@pytest.mark.parametrize(("name", "counts", "kind", "better", "worse"), SKIS)
def test_kano_of_skis(
    name: str, counts: dict[str, float], kind: str, better: float, worse: float
) -> None:
    """Shares of answers on skis, in percent, their category and both coefficients: Sauerwein,
    Bailom, Matzler and Hinterhuber (1996), The Kano model: how to delight your customers,
    International Working Seminar on Production Economics 9, 313-327; entered from memory, for only
    the paper's beginning could be read. The figures agree among themselves: rounded, so shares
    add up to 99.9 or 100 and coefficients agree to half a hundredth."""
    found = Feature(name, counts)
    assert found.answers == pytest.approx(100, abs=0.15)
    assert found.category == kind
    assert (found.better, found.worse) == pytest.approx((better, worse), abs=0.0051)


def test_kano_table_of_berger_1993() -> None:
    rows = ["".join(category(a, b) for b in range(1, 6)) for a in range(1, 6)]
    assert rows == ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"]
    found = features([("app", 1, 5), ("app", 1, 5), ("app", 3, 5), ("chat", 1, 3)])
    assert [(one.name, one.category, one.answers) for one in found] == [
        ("app", "O", 3), ("chat", "A", 1)
    ]  # fmt: skip


def test_cohens_kappa_of_fifty_proposals() -> None:
    """Two readers, 50 grant proposals, 20 yes-yes, 15 no-no: kappa 0.4, the worked example of the
    encyclopaedia's article "Cohen's kappa"; then its pair of tables with equal agreement."""
    assert cohen(np.array([[20.0, 5.0], [10.0, 15.0]])) == pytest.approx(0.4)
    assert cohen(np.array([[45.0, 15.0], [25.0, 15.0]])) == pytest.approx(0.1304, abs=5e-5)


def test_fleiss_kappa_of_fourteen_raters() -> None:
    """Ten subjects, fourteen raters: the worked example of the encyclopaedia's article "Fleiss'
    kappa", which statsmodels tests itself against as well (`test_inter_rater.py`): 0.210."""
    table = np.array([
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ], dtype=float)  # fmt: skip
    assert fleiss(table) == pytest.approx(0.210, abs=5e-4)


def test_fleiss_kappa_of_thirty_patients() -> None:
    """Diagnoses of six psychiatrists each: Fleiss (1971), doi:10.1037/h0031619, Table 1, gives
    0.430; R's `irr::kappam.fleiss(diagnoses)` prints 0.4302445."""
    chosen = [
        "444444", "222555", "233335", "555555", "222444", "113333", "333355", "113334", "114444",
        "555555", "144444", "124444", "222333", "144444", "224445", "333335", "111455", "111112",
        "224444", "133555", "555555", "244444", "224555", "114444", "144445", "222224", "111155",
        "224444", "133333", "555555",
    ]  # fmt: skip
    table = np.array([[one.count(str(k)) for k in range(1, 6)] for one in chosen], dtype=float)
    assert table.sum(axis=0).tolist() == [26, 26, 30, 55, 43]
    assert fleiss(table) == pytest.approx(0.4302445, abs=5e-8)


def test_pairs_of_raters_meet_on_the_same_contacts_only() -> None:
    found = pairs_of_raters([("c1", "li", 0), ("c1", "wu", 1), ("c2", "li", 1)], 2)
    assert {pair: table.tolist() for pair, table in found.items()} == {
        ("li", "wu"): [[0.0, 1.0], [0.0, 0.0]]
    }


def test_a_second_of_waiting_costs_what_was_planted() -> None:
    random = np.random.default_rng(2)
    inside, trials = 0, 200
    for _ in range(trials):
        wait = random.exponential(60, 1500)
        share = 1 / (1 + np.exp(-(2.0 - 0.012 * wait)))
        curve = wait_curve(wait, random.random(1500) < share)
        true = float(0.012 * (share * (1 - share)).mean())
        inside += curve.low <= true <= curve.high
    assert curve.is_clear
    assert 0.91 <= inside / trials <= 0.99
    assert curve.bands[0][2].share > curve.bands[-1][2].share


def test_too_few_answers_give_no_curve() -> None:
    with pytest.raises(NotEnoughHistory, match="100"):
        wait_curve(np.ones(10), np.ones(10, dtype=bool))
