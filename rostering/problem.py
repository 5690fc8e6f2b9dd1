"""The roster problem lives in `data.model.problem`; this name goes once every import says so."""

from data.model.problem import SICK, CoverPrices, RosterProblem

__all__ = ["SICK", "CoverPrices", "RosterProblem"]
