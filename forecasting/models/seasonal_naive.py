"""The last week once more."""

from forecasting.models.mean_8w import Mean8Weeks


class SeasonalNaive(Mean8Weeks):
    """The same slot of the last week; older weeks only where that one is missing."""

    weeks = 1
