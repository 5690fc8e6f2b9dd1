"""How far raters agree beyond chance."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

import numpy as np

from data.model.grid import FloatArray


def cohen(table: FloatArray) -> float:
    """Cohen's kappa of two raters [-].

    Parameters
    ----------
    table
        Contacts by category of the one (rows) and of the other, shape (categories, categories).

    Notes
    -----
    Cohen (1960), Educational and Psychological Measurement 20, 37-46,
    doi:10.1177/001316446002000104.
    """
    total = float(table.sum())
    if total <= 0:
        return float("nan")
    seen = float(np.trace(table)) / total
    chance = float((table.sum(axis=0) * table.sum(axis=1)).sum()) / total**2
    return (seen - chance) / (1 - chance) if chance < 1 else float("nan")


def fleiss(counts: FloatArray) -> float:
    """Fleiss' kappa of several raters, not the same ones for each contact [-].

    Parameters
    ----------
    counts
        How many raters put a contact into a category, shape (contacts, categories); contacts with
        fewer than two raters say nothing. Numbers of raters may differ: agreement of a contact
        is the share of its pairs that agree.

    Notes
    -----
    Fleiss (1971), Psychological Bulletin 76, 378-382, doi:10.1037/h0031619.
    """
    raters = counts.sum(axis=1)
    counts, raters = counts[raters >= 2], raters[raters >= 2]
    if not len(counts):
        return float("nan")
    agree = ((counts**2).sum(axis=1) - raters) / (raters * (raters - 1))
    part = counts.sum(axis=0) / raters.sum()
    chance = float((part**2).sum())
    return float((agree.mean() - chance) / (1 - chance)) if chance < 1 else float("nan")


def pairs_of_raters(
    rated: Iterable[tuple[str, str, int]], categories: int
) -> dict[tuple[str, str], FloatArray]:
    """Tables of every two raters who judged the same contacts.

    Parameters
    ----------
    rated
        Contact, rater, category 0 .. categories - 1.
    """
    by_contact: dict[str, dict[str, int]] = defaultdict(dict)
    for contact, rater, kind in rated:
        by_contact[contact][rater] = kind
    tables: dict[tuple[str, str], FloatArray] = {}
    for mine in by_contact.values():
        for one, other in combinations(sorted(mine), 2):
            table = tables.setdefault((one, other), np.zeros((categories, categories)))
            table[mine[one], mine[other]] += 1
    return tables
