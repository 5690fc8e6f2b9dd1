"""The sample as files holds what the sample holds, and nothing that the records lost."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.ingest import read_actuals
from data.samples import SampleCentre, sample_centre, write_canonical

pytestmark = pytest.mark.slow

COLUMNS = (
    "interval_start,interval_minutes,queue_id,queue_name,channel,offered,handled,abandoned,"
    "answered_in_threshold,threshold_seconds,handle_seconds_total,wait_seconds_total,"
    "event_tag,quality_flag,temperature_c"
)


@pytest.fixture(scope="module")
def sample() -> SampleCentre:
    return sample_centre(years=0.5)


@pytest.fixture(scope="module")
def files(sample: SampleCentre, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    return write_canonical(sample, tmp_path_factory.mktemp("sample") / "new" / "folder")


def test_there_is_one_file_a_queue_and_the_calendar(
    sample: SampleCentre, files: tuple[Path, ...]
) -> None:
    names = [f"actuals_{queue.queue_id}.csv" for queue in sample.queues]
    assert [path.name for path in files] == [*names, "special_days.csv"]
    for path in files[:-1]:
        assert path.read_text(encoding="utf-8").splitlines()[0] == COLUMNS


def test_the_records_come_back_as_they_were(sample: SampleCentre, files: tuple[Path, ...]) -> None:
    for queue, path in zip(sample.queues, files, strict=False):
        series = sample.series[queue.queue_id]
        frame = pd.read_csv(path)
        start = pd.to_datetime(frame["interval_start"], utc=True).dt.tz_localize(None)
        known = np.isfinite(series.offered)
        assert np.array_equal(start.to_numpy().astype("datetime64[m]"), series.grid.utc[known])
        assert np.array_equal(frame["offered"], series.offered[known])
        assert np.array_equal(frame["handled"] + frame["abandoned"], frame["offered"])
        assert np.allclose(frame["handle_seconds_total"], series.handle_s_total[known])
        assert np.array_equal(frame["temperature_c"], series.temperature_c[known])
        assert frame["interval_start"].str.endswith("+08:00").all()
        assert frame["event_tag"].notna().sum() == len(
            [slot for slot in series.event_tag if known[slot]]
        )


def test_the_front_door_takes_every_row(sample: SampleCentre, files: tuple[Path, ...]) -> None:
    for queue, path in zip(sample.queues, files, strict=False):
        actuals = read_actuals(path, sample.centre)
        series = sample.series[queue.queue_id]
        assert len(actuals.rejected) == 0
        assert len(actuals.frame) == np.isfinite(series.offered).sum()
        assert actuals.frame["offered"].sum() == np.nansum(series.offered)
        assert np.isclose(
            actuals.frame["handle_seconds_total"].sum(), np.nansum(series.handle_s_total)
        )


def test_lost_slots_have_no_row(sample: SampleCentre, files: tuple[Path, ...]) -> None:
    lost = {queue_id: np.isnan(s.offered).sum() for queue_id, s in sample.series.items()}
    assert sum(lost.values()) > 0
    for queue, path in zip(sample.queues, files, strict=False):
        assert (
            len(pd.read_csv(path))
            == sample.series[queue.queue_id].grid.slots - lost[queue.queue_id]
        )


def test_the_calendar_comes_back(sample: SampleCentre, files: tuple[Path, ...]) -> None:
    frame = pd.read_csv(files[-1])
    assert list(frame.columns) == ["day", "name", "kind", "exclude"]
    assert list(frame["day"]) == [special.day.isoformat() for special in sample.special_days.days]
    assert list(frame["kind"]) == [special.kind for special in sample.special_days.days]
    assert not frame["exclude"].any()


def test_writing_twice_gives_the_same_bytes(
    sample: SampleCentre, files: tuple[Path, ...], tmp_path: Path
) -> None:
    again = write_canonical(sample_centre(years=0.5), tmp_path)
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in files]
