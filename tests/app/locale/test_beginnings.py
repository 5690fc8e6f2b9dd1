"""Sentences begin with a capital letter where people read them; names and Chinese stay."""

import pytest

from app.locale import catalogue
from app.locale.beginnings import as_sentence
from app.web.parts.wording import in_words_of_pages
from data.model.language import speaking, tr


@pytest.mark.parametrize(
    ("said", "reads"),
    [
        (tr("seats given twice: {twice}", twice="A-01"), "Seats given twice: A-01"),
        (tr("no activity order {label!r}; there are: {names}", label="x", names="y"),
         "No activity order 'x'; there are: y"),
        (tr("the file knows nothing of {day}", day="x"), "The file knows nothing of x"),
        ("roster.csv has no row", "roster.csv has no row"),
        ("ana has no shift", "ana has no shift"),
        ("the", "the"),
        ("new-york has no forecast", "new-york has no forecast"),
        ("billing is not known", "billing is not known"),
        ("Already said", "Already said"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_sentence_begins_with_a_capital_letter_and_a_name_stays(said: str, reads: str) -> None:
    assert as_sentence(said) == reads


def test_pages_begin_what_was_wrong_with_a_capital_letter() -> None:
    assert in_words_of_pages("no roster to check: run `peakshift roster build`").startswith("No ro")


def test_chinese_stays() -> None:
    with speaking(catalogue("zh-CN")):
        said = tr("seats given twice: {twice}", twice="A-01")
        assert as_sentence(said) == said
        assert as_sentence("ana 没有班次") == "ana 没有班次"


@pytest.mark.parametrize(
    ("said", "reads"),
    [
        ("on 2026-09-03 2 of 16 people would be away", "On Thu 3 Sep 2026 2 of 16 people"),
        ("从2026-09-03到", "从Thu 3 Sep 2026到"),
        ("calls-2026-09-03.csv is empty", "calls-2026-09-03.csv is empty"),
        ("2026-09-03.csv is empty", "2026-09-03.csv is empty"),
        ("fault_2026-09-03-1 has", "fault\\_2026-09-03-1 has"),
        ("2026-13-45 is no day", "2026-13-45 is no day"),
    ],
)
def test_pages_say_days_in_words_and_leave_names_alone(said: str, reads: str) -> None:
    assert in_words_of_pages(said).startswith(reads)


def test_pages_leave_a_day_that_somebody_typed_or_is_to_type_as_it_is() -> None:
    said = "leave.csv row 3: first '2026-02-30' is no day (write '2026-01-31')"
    assert in_words_of_pages(said).replace("\u2060", "").endswith("(write '2026-01-31')")
    assert "Sat 31 Jan 2026" in in_words_of_pages("nothing is planned on 2026-01-31")
