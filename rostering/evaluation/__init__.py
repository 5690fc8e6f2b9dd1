"""What a roster breaks and costs, without a solver: scorecard, cover, fairness, wishes."""

from typing import TYPE_CHECKING

from data.on_demand import on_demand

if TYPE_CHECKING:
    from rostering.evaluation.fairness import unpopular_days
    from rostering.evaluation.scorecard import Scorecard, score
    from rostering.evaluation.wishes import WishOutcome, wish_outcomes
else:
    __getattr__ = on_demand(
        __name__,
        {
            "Scorecard": "scorecard",
            "score": "scorecard",
            "WishOutcome": "wishes",
            "wish_outcomes": "wishes",
            "unpopular_days": "fairness",
        },
    )

__all__ = ["Scorecard", "WishOutcome", "score", "unpopular_days", "wish_outcomes"]
