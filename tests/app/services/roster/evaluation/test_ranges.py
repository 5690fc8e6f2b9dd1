"""A certificate of before ranges were told is rebuilt as it was."""

from app.services.roster.evaluation.proof import _without_ranges


def test_what_an_older_certificate_did_not_say_is_left_out() -> None:
    service = {
        "confidence": 0.95,
        "range_levels": [0.1, 0.9],
        "queues": {"faults": {"kept_share": 0.5, "range": {"offered": [1.0, 2.0]}}},
    }
    assert _without_ranges(service) == {
        "confidence": 0.95,
        "queues": {"faults": {"kept_share": 0.5}},
    }
