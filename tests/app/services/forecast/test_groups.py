"""Queues, groups and the centre add up, and a small queue leans on its group."""

from dataclasses import replace

import numpy as np
import pytest

from app.services.forecast.make import forecast_all
from app.services.forecast.read import forecast_of_group, groups_of
from app.services.history import import_history
from data.model.errors import NotFound
from data.model.queue import WHOLE_CENTRE
from data.store import documents
from tests.app.small_centre import QUEUES, SmallCentre

MEMBERS = ("glm_days",)


def grouped(small: SmallCentre) -> SmallCentre:
    context = small.context
    queues = tuple(replace(queue, group="Hotline 热线") for queue in QUEUES)
    context.store.save(documents.QUEUES, queues, context.entry("set_up", "queues"))
    return small


def test_the_forecast_of_a_group_and_of_the_centre_is_the_sum_of_its_queues(
    small: SmallCentre,
) -> None:
    context = grouped(small).context
    assert groups_of(context) == {
        "Hotline 热线": ("fault", "billing"),
        WHOLE_CENTRE: ("fault", "billing"),
    }
    forecast_all(context, weeks=1, members=MEMBERS)
    parts = [context.store.latest_forecast(q).demand.contacts for q in ("fault", "billing")]
    whole = forecast_of_group(context, "Hotline 热线")
    assert np.allclose(whole.demand.contacts, parts[0] + parts[1])
    assert np.allclose(forecast_of_group(context).demand.contacts, whole.demand.contacts)
    assert (whole.day_quantiles[0] < whole.day_quantiles[-1]).all()
    with pytest.raises(NotFound, match="Hotline"):
        forecast_of_group(context, "nobody")


def test_a_small_queue_is_forecast_as_a_share_of_its_group(small: SmallCentre) -> None:
    context = small.context
    file = small.folder / "small.csv"
    text = (small.folder / "history.csv").read_text(encoding="utf-8").splitlines()
    lines = [line.split(",") for line in text if ",billing," in line]
    few = [[*c[:2], "rare", "Rare", c[4], "1" if i % 4 == 0 else "0", *["0"] * 6, *c[12:]]
           for i, c in enumerate(lines)]  # fmt: skip
    file.write_text("\n".join([text[0], *(",".join(c) for c in few)]) + "\n", encoding="utf-8")
    import_history(context, file)
    queues = tuple(replace(q, group="g") for q in context.store.load(documents.QUEUES))
    context.store.save(documents.QUEUES, queues, context.entry("set_up", "queues"))
    run = forecast_all(context, weeks=1, members=MEMBERS, queue_ids=("rare",))
    (made,) = run.made
    assert "share of g" in made.notes[0]
    assert made.demand.contacts.sum() == pytest.approx(0.25 * made.grid.slots, rel=0.25)


def test_retries_are_taken_out_of_demand_when_asked_for(small: SmallCentre) -> None:
    file = small.folder / "hung_up.csv"
    text = (small.folder / "history.csv").read_text(encoding="utf-8").splitlines()
    cells = [line.split(",") for line in text[1:]]
    for row in cells:
        gone = int(row[5]) // 3
        row[6:9] = [str(int(row[5]) - gone), str(gone), str(int(row[5]) - gone)]
    file.write_text("\n".join([text[0], *map(",".join, cells)]) + "\n", encoding="utf-8")
    import_history(small.context, file)
    plain, first = (
        forecast_all(
            small.context, weeks=1, members=MEMBERS, queue_ids=("fault",), retry_share=share
        ).made[0]
        for share in (0.0, 0.9)
    )
    assert first.demand.contacts.sum() < 0.9 * plain.demand.contacts.sum()
    assert any("repeated attempts taken out" in note for note in first.notes)
    assert first.inputs_digest != plain.inputs_digest
