"""Rows of `docs/benchmarks.md` about the running day, and the commands that they come from."""

from collections.abc import Callable
from typing import Any

Found = dict[str, Any]
Row = tuple[str, str, str]

_SERIES = (
    ("bank_us_30min", "US"),
    ("bank_il_30min_to_jul", "IL"),
    ("nyc_ems_hourly_to2018", "US"),
    ("uihc_ed_hourly", "US"),
    ("seattle_fire_hourly_to2019", "US"),
)
_NAMES = ("bank_us", "bank_il", "nyc_ems_total", "uihc_ed", "seattle_fire")


def _words(command: str, chosen: int) -> str:
    files = " ".join(f"{{data}}/arrivals/{name}.csv.gz" for name, _ in _SERIES[:chosen])
    countries = " ".join(f"--country {country}" for _, country in _SERIES[:chosen])
    series = " ".join(f"--series {name}" for name in _NAMES[:chosen])
    return f"bench {command} {files} {countries} {series} --json"


def _intraday(found: Found, _: Found) -> list[Row]:
    rows, series = [], len(found["series"])
    for at in ("10:00", "12:00"):
        mean = found["all"][at]
        rows.append(
            (
                f"Rest of the day seen from {at}: error over no update, {series} series",
                f"slots {mean['relative']:.3f} (worst {mean['worst']:.3f}), "
                f"total {mean['total']['relative']:.3f}; over the plain forecast "
                f"{mean['relative_to_plain']:.3f}",
                f"the usual ratio: {mean['ratio']:.3f}, total {mean['total']['ratio']:.3f}; "
                f"who knew the total: {mean['knew']:.3f}",
            )
        )
    covers = [one["at"][at]["cover80"] for one in found["series"] for at in ("10:00", "12:00")]
    return [
        *rows,
        ("Its 80 % band of the total", f"covers {min(covers):.1%} to {max(covers):.1%}", "none"),
    ]


def _surge(found: Found, _: Found) -> list[Row]:
    parts = {
        part: [errors[part] for errors in found["wape"].values()] for part in ("surge", "calm")
    }
    ours, base, ratio = (
        {part: ", ".join(f"{one[way]:.3f}" for one in each) for part, each in parts.items()}
        for way in ("ours", "base", "ratio")
    )
    standby = found["standby"]
    return [
        (
            f"Outages: error in {found['surge_hours']} surge hours, one and three hours ahead",
            f"{ours['surge']}; in calm hours {ours['calm']}",
            f"usual {base['surge']}, calm {base['calm']}; ratio {ratio['surge']}, calm "
            f"{ratio['calm']}",
        ),
        (
            f"{found['surge_days']} days above three times the usual: found in two hours",
            f"{found['found_share']:.0%}; {found['false_alarms_per_28_days']:.2f} false alarms in "
            "28 calm days",
            "",
        ),
        (
            "Standby and shortfall on the ten largest days, over one who knew",
            f"{standby['relative']:.2f}",
            f"never {standby['never'] / standby['knew']:.2f}, "
            f"always {standby['always'] / standby['knew']:.2f}",
        ),
    ]


def _alerts(found: Found, _: Found) -> list[Row]:
    def both(name: str) -> str:
        return ", ".join(f"{one[name]:g}" for one in found["series"])

    return [
        (
            "Off the forecast: weeks between two false alarms by simulation (12 asked for)",
            both("simulated_weeks"),
            "",
        ),
        (
            "Alarms in 12 weeks of real days, events in them",
            both("alarms_per_12_weeks"),
            f"95 % Poisson limits, two in a row: {both('poisson_per_12_weeks')}",
        ),
    ]


def _closed_loop(found: Found, _: Found) -> list[Row]:
    return [
        (
            f"Months of three series, 80 % in 20 s; recourse: {recourse}",
            f"{part['mean_off']:.1%} off (worst {part['worst_off']:.1%}), hours "
            f"{part['hours_over_day_known']:.3f} of one who knew each day's total, told before in "
            f"{part['inside_predicted']:.0%}",
            "",
        )
        for recourse, part in found["all"].items()
    ]


def _month_range(found: Found, _: Found) -> list[Row]:
    every = found["all"]
    each = ", ".join(f"{one['inside']:.0%} of {one['months']}" for one in found["series"])
    return [
        (
            f"80 % range of a month's service, told before it, plan as it stands: inside of "
            f"{every['months']} months",
            f"{every['inside']:.0%} ({each}); of contacts {every['contacts_inside']:.0%}",
            "by chance {:.0%} to {:.0%}".format(*every["inside_95"]),
        )
    ]


def _adherence(found: Found, _: Found) -> list[Row]:
    return [
        (
            f"Adherence of {found['agents']} agents, {found['days']} days, "
            f"{found['events']:,} events",
            f"{found['seconds']:.1f} s, published cases "
            f"{'hold' if all(found['golden'].values()) else 'FAIL'}",
            "",
        )
    ]


DAY: dict[str, tuple[str, Callable[[Found, Found], list[Row]]]] = {
    "intraday": (_words("intraday", 5), _intraday),
    "surge": ("bench surge {data}/arrivals/utility_outages_hourly_to2021.csv.gz --json", _surge),
    "alerts": (_words("alerts", 5), _alerts),
    "closed-loop": (_words("closed-loop", 3), _closed_loop),
    "month-range": (_words("month-range", 5), _month_range),
    "adherence": ("bench adherence --json", _adherence),
}
