from pathlib import Path

import pytest

from data.model.errors import InvalidValue, UnreadableFile
from tests.benchmarks.staff_rostering.draw import draw_staff_rostering
from tests.benchmarks.staff_rostering.file import (
    Request,
    parse_staff_rostering,
    read_staff_rostering,
)
from tests.benchmarks.staff_rostering.writer import an_instance, written


@pytest.mark.parametrize("seed", range(5))
def test_an_instance_survives_writing_and_reading(seed: int, tmp_path: Path) -> None:
    instance = draw_staff_rostering(1 + seed, seed)
    file = tmp_path / f"{instance.name}.txt"
    file.write_text(written(instance))
    assert read_staff_rostering(file) == instance


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"nowhere\.txt"):
        read_staff_rostering(tmp_path / "nowhere.txt")


def test_a_missing_section_is_named() -> None:
    text = written(an_instance()).split("SECTION_COVER")[0]
    with pytest.raises(UnreadableFile, match="COVER"):
        parse_staff_rostering(text, "cut")


def test_a_bad_row_is_named_with_its_line() -> None:
    text = written(an_instance()).replace("E,480,", "E,eight hours,")
    with pytest.raises(UnreadableFile, match=r"line 8.*eight hours.*SHIFTS"):
        parse_staff_rostering(text, "bad")


@pytest.mark.parametrize(
    ("request_", "named"),
    [
        (Request("A", 9, "E", 1), "day 9"),
        (Request("A", 0, "Q", 1), "'Q'"),
        (Request("Z", 0, "E", 1), "'Z'"),
    ],
)
def test_a_request_outside_the_instance_is_refused(request_: Request, named: str) -> None:
    with pytest.raises(InvalidValue, match=f"{named}.* not of this instance"):
        an_instance(on_requests=(request_,))
