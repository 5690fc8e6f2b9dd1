"""Ids that people or spreadsheets write otherwise are told apart from new ones."""

import pytest

from data.model.checks.ids import alike, id_fault, is_shortened, meant, repeated
from data.model.errors import InvalidValue
from data.model.queue import Queue


@pytest.mark.parametrize("other", ["billing", " Billing ", "BILLING", "Ｂilling", "Bil\u3000ling"])
def test_ids_that_look_alike_are_found(other: str) -> None:
    assert alike(("Billing", "Faults", other, "Billing")) == (("Billing", other),)
    assert meant(other, {"Billing": None}) == "Billing"


@pytest.mark.parametrize(("text", "known"), [("7", "007"), ("1E+05", "100000"), ("7.0", "007")])
def test_a_spreadsheets_number_is_known_again(text: str, known: str) -> None:
    assert meant(text, {known: None}) == known
    assert meant(text, {text: None, known: None}) == ""
    assert meant("8", {known: None}) == ""


def test_a_long_number_cut_short_is_seen() -> None:
    assert is_shortened("1.23457E+17")
    assert not is_shortened("E17")


@pytest.mark.parametrize("text", ["a" * 201, "a\nb", "a\x00b"])
def test_what_can_be_no_id_is_refused_by_the_model(text: str) -> None:
    assert id_fault(text)
    with pytest.raises(InvalidValue):
        Queue(text, "name")


def test_what_is_given_more_than_once_is_named() -> None:
    assert repeated(iter(["b", "a", "b", "c", "a"])) == ["a", "b"]
    assert repeated(["a", "b"]) == []
    assert repeated(f"S-{n}" for n in range(1_000_000)) == []  # in one pass, not one for each
