"""`python -m tests.benchmarks.report [NAME...]` measures again and writes docs/benchmarks.md.

Each benchmark is a command that anyone can type; its `--json` answer becomes one or more rows. Rows
of benchmarks that were not run keep their figures and their date, so that the page can be brought
up to date one by one. Without names everything runs whose data are there; `--list` names them all.
"""

import argparse
import csv
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests import ROOT, SHARED
from tests.benchmarks.day.rows import DAY
from tests.benchmarks.service_quality import rows as service_quality

PAGE = ROOT / "docs" / "benchmarks.md"
DATA = SHARED / "data"
Found = dict[str, Any]
Row = tuple[str, str, str]
"""What was measured, PeakShift's figure, what stands beside it."""
Rows = Sequence[Row] | Callable[[Found, dict[str, Found]], list[Row]]


@dataclass(frozen=True)
class Bench:
    """One command whose figures stand in the page.

    Parameters
    ----------
    section
        Heading under which its rows stand.
    words
        The command after `peakshift`; `{data}` is the folder of measuring data.
    rows
        Templates of rows, filled from its answer; or what makes rows of it and of the peers'
        answers by their names (empty where the answer has its own).
    peers
        The same command for peers, run right after it.
    """

    section: str
    words: str
    rows: Rows
    peers: Mapping[str, str] = field(default_factory=dict)

    @property
    def command(self) -> str:
        """What a reader types; measuring data are named by their file alone."""
        return "peakshift " + re.sub(r"\{data\}/\w+/", "", self.words)

    def is_possible(self) -> bool:
        """Whether the data that it reads are there."""
        return all((DATA / name).exists() for name in re.findall(r"\{data\}/(\S+)", self.words))

    def run(self) -> list[Row]:
        """Run the command, and the peers', in processes of their own."""
        ours = answered(self.words)
        if not callable(self.rows):
            return [(row[0].format(**ours), row[1].format(**ours), row[2].format(**ours))
                    for row in self.rows]  # fmt: skip
        return self.rows(ours, {name: answered(words) for name, words in self.peers.items()})


def answered(words: str) -> Found:
    """The JSON answer of a command, on a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        typed = [word.format(data=DATA) for word in words.split()]
        done = subprocess.run(
            [sys.executable, "-m", "app.cli.main", "--db", f"{folder}/bench.sqlite", *typed],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    found: Found = json.loads(done.stdout)
    return found


_MEMBERS = {
    "MSTL (statsforecast)": "sf_mstl",
    "LightGBM on our calendar": "lgbm",
    "Prophet on slots": "prophet_slots",
}


def _forecast(label: str, file: str, country: str, step: int) -> Bench:
    words = (
        f"forecast backtest {{data}}/arrivals/{file} --origins 6 --step {step} --horizon 28 "
        f"--country {country} --json"
    )

    def rows(ours: Found, peers: dict[str, Found]) -> list[Row]:
        first = ours["series"][0]
        beside = (f"{name} {peer['series'][0]['ratio']:.3f}" for name, peer in peers.items())
        said = (
            f"{first['ratio']:.3f}; bias {first['bias']:+.1%}; 80 % covers {first['cover80']:.1%}"
        )
        return [(label, said, ", ".join(beside))]

    peers = {
        name: words.replace("--json", f"--members {member} --json")
        for name, member in _MEMBERS.items()
    }
    return Bench("Forecasts", words, rows, peers)


def _roster(label: str, words: str) -> Bench:
    return Bench(
        "Rosters", f"bench roster {words} --json", lambda found, _: [_solved(label, found)]
    )


def _staff(number: int) -> Bench:
    words = f"bench staff-rostering {{data}}/staff_rostering/Instance{number}.txt --time-limit 600"

    def rows(found: Found, _: object) -> list[Row]:
        (what, figure, _beside) = _solved(f"instance {number}", found)
        return [(what, figure, f"best known {_best_known(number)}")]

    return Bench("Public staff rostering benchmark", f"{words} --json", rows)


def _best_known(number: int) -> str:
    path = DATA / "staff_rostering" / "best_known.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = {row["instance"]: row["best_known"] for row in csv.DictReader(file)}
    return rows.get(f"Instance{number}", "?")


def _solved(label: str, found: Found) -> Row:
    gap = "no gap" if found["gap"] is None else f"gap {found['gap']:.3%}"
    verified = "bound verified" if found["bound_verified"] else "bound not verified"
    figure = f"{found['objective']} against {found['bound']}: {gap} in {found['seconds']:.0f} s"
    return label, figure, f"{found['hard_violations']} hard violations, {verified}"


def _erlang(found: Found, _: object) -> list[Row]:
    peer = found["peer"]
    c_peer = f"{peer['name']}: {peer['c_seconds']:.0f} s" if "c_seconds" in peer else peer["note"]
    what = "a year of 15-minute slots to 458 Erlang"
    return [
        (
            f"Erlang C, {what}",
            f"{found['c_seconds']:.3f} s, {found['c_wrong']} not minimal",
            c_peer,
        ),
        (
            f"Erlang A, exact, {what}",
            f"{found['a_seconds']:.2f} s, {found['a_wrong']} not minimal",
            str(peer.get("a_note") or f"{peer.get('a_seconds', 0):.0f} s"),
        ),
    ]


def _simulate(found: Found, _: object) -> list[Row]:
    ciw = found["ciw_calls_per_s"]
    beside = f"{found['ciw']}: {ciw:,.0f} calls/s" if ciw else found["ciw"]
    rates = f"{found['single_calls_per_s'] / 1e6:.1f} / {found['multi_calls_per_s'] / 1e6:.1f}"
    return [
        ("simulation, one queue / 5 skills, 300 agents", f"{rates} M calls/s", beside),
        (
            "certificate: 300 agents, 4 weeks, 30 replications",
            f"{found['certificate_seconds']:.1f} s",
            "",
        ),
    ]


def _promise(found: Found, _: object) -> list[Row]:
    worst = found["worst_points"].values()
    ours, plain = (
        [abs(queue[name]) for queue in worst] for name in ("period_target", "plain_erlang_c")
    )
    return [
        (
            "20 sample months with known true rates, target over the month: farthest of 4 queues",
            f"{min(ours):.2f}-{max(ours):.2f} points off",
            f"plain Erlang C on the 8-week mean: {min(plain):.1f}-{max(plain):.1f} points off",
        )
    ]


def _activities(found: Found, _: object) -> list[Row]:
    both, peer = found["together"], found["peer"]
    hours, agents = f"{found['minutes'] / 60:g} h", f"{found['agents']} agents"
    asked = f"{hours} of training for each of {agents}"
    if teams := found["teams"]:
        asked = f"{hours} of a meeting for each of {teams} teams, one missing at most ({agents})"
    what = f"the sample centre with {asked}, searched for with the shifts"
    said = (
        f"{both['objective']:,} against {both['bound']:,.0f}: gap {both['gap']:.1%} in "
        f"{found['time_limit_seconds']:.0f} s after the shifts alone "
        f"({found['shifts_alone']['objective']:,}); {both['placed']} of {both['wanted']} placed"
    )
    beside = f"put into the shifts of the same time: {peer['objective']:,}, {peer['placed']} placed"
    return [(what, said, beside)]


_RAMP = (
    "sample's morning ramp 07-11 h: predicted less simulated service",
    "{mean_error_points[lag]:.2f} points with the lag",
    "{mean_error_points[slot]:.2f} points slot by slot",
)
_US_BANK = (
    "US bank, five minutes, one day ahead on the published split",
    "RMSE {rmse:.2f}, APE {ape:.2%}",
    "published model {published_rmse:.2f}, {published_ape:.2%}",
)
_NIGHT = (
    "{queues} hourly queues of two years, two processes",
    "{seconds:.0f} s, {peak_mb:.0f} MB a process, {failed} failed",
    "Prophet on slots: {peer[seconds_for_all]:,.0f} s, scaled up from {peer[queues]}",
)
_TRUST = (
    "{problems:,} feasible problems, {conflicts} conflicts, 5-60 agents",
    "{called_impossible} called impossible, {rostered} rostered, {open} left open after a second",
    "{smallest_set_named} conflicts named whole, and nothing else",
)
_EDITS = (
    (
        "{agents} agents, {days} days: a roster judged, with one cell changed",
        "{judge_seconds:.2f} s, {edit_seconds:.2f} s",
        "",
    ),
    (
        "{agents} agents, {days} days: replacements for a shift ranked",
        "{ranking_seconds:.2f} s, at worst {ranking_worst_seconds:.2f} s",
        "full scorecards of the {peer[candidates]} candidates shown: {peer[seconds]:.1f} s, "
        "{peer[wrong]} say otherwise",
    ),
)
_HISTORY = (
    "{years:g} years of {queues} queues: drawn, read, imported, loaded",
    "{generate_seconds:.1f} s, {read_seconds:.1f} s, {import_seconds:.1f} s, {load_seconds:.1f} s",
    "{rows:,} rows, {wrong} wrong",
)
_SAMPLE = (
    "the sample centre, 120 agents, five queues, default rules, 60 s",
    "gap {roster[gap]:.1%}",
    "{roster[hard_violations]} hard violations",
)

_FULL = "--agents 20 --rules full"
BENCHES: dict[str, Bench] = {
    "bank-us": _forecast("US bank, 30 min", "bank_us_30min.csv.gz", "US", 14),
    "bank-il": _forecast("Israeli bank, 30 min", "bank_il_30min_to_jul.csv.gz", "IL", 14),
    "ems": _forecast("New York EMS, hourly", "nyc_ems_hourly_to2018.csv.gz", "US", 63),
    "ed": _forecast("emergency department, hourly", "uihc_ed_hourly.csv.gz", "US", 63),
    "victoria": _forecast(
        "Victoria electricity, 30 min", "vic_elec_30min_2012_2013.csv.gz", "AU", 63
    ),
    "us-bank": Bench(
        "Forecasts", "bench us-bank {data}/arrivals/bank_us_5min.csv.gz --json", [_US_BANK]
    ),
    "night": Bench("Forecasts", "bench night --json", [_NIGHT]),
    **{name: Bench("The day itself", words, rows) for name, (words, rows) in DAY.items()},
    "service-quality": Bench("Service quality", service_quality.WORDS, service_quality.ROWS),
    "erlang": Bench("Staffing and simulation", "bench erlang --json", _erlang),
    "simulate": Bench("Staffing and simulation", "bench simulate --json", _simulate),
    "target": Bench("Staffing and simulation", "bench target --json", _promise),
    "ramp": Bench("Staffing and simulation", "bench ramp --json", [_RAMP]),
    "centre-300": _roster(
        "300 agents, 28 days, 30 min (centre_300)",
        "--instance {data}/centres/centre_300 --time-limit 60",
    ),
    "centre-300-seed-3": _roster("300 agents, 28 days, 30 min, seed 3", "--seed 3 --time-limit 60"),
    "centre-1000": _roster(
        "1,000 agents (centre_1000)", "--instance {data}/centres/centre_1000 --time-limit 200"
    ),
    "centre-20": _roster(
        "20 agents (centre_20)", "--instance {data}/centres/centre_20 --time-limit 60"
    ),
    "full-5": _roster("20 agents, every rule, seed 5", f"{_FULL} --seed 5 --time-limit 60"),
    "full-9": _roster("20 agents, every rule, seed 9", f"{_FULL} --seed 9 --time-limit 60"),
    "queues-3": _roster(
        "300 agents, 15 min, 3 queues, 4 lengths, every rule",
        "--slot 15 --queues 3 --lengths 4,6,8,10 --rules full --seed 11 --time-limit 600",
    ),
    "trust": Bench("Rosters", "bench trust --time-limit 1 --json", [_TRUST]),
    "activities": Bench("Rosters", "bench activities --json", _activities),
    "meetings": Bench("Rosters", "bench activities --minutes 60 --meetings --json", _activities),
    "sample": Bench("Rosters", "demo --until 2025-12-07 --time-limit 60 --json", [_SAMPLE]),
    **{
        f"instance-{number}": _staff(number) for number in (1, 2, 3, 4, 5, 7, 9, 11, 14, 16, 20, 21)
    },
    "edits": Bench("Edits and history", "bench edits --json", _EDITS),
    "history": Bench("Edits and history", "bench history --json", [_HISTORY]),
}


def written(text: str, section: str, rows: Sequence[Row], command: str, when: str) -> str:
    """The page with rows in their section's table, in the place of those measured before.

    Rows are known by their first cell; new ones go to the table's end.
    """
    for what, *figures in rows:
        line = "| " + " | ".join((what, *figures, f"`{command}`", when)) + " |"
        start = text.index(f"\n## {section}\n")
        end = text.find("\n## ", start + 1)
        part = text[start:end] if end >= 0 else text[start:]
        old = re.search(rf"^\| {re.escape(what)} \|.*$", part, re.MULTILINE)
        last = list(re.finditer(r"^\|.*$", part, re.MULTILINE))[-1]
        where = old or last
        new = part[: where.start()] + (line if old else f"{last[0]}\n{line}") + part[where.end() :]
        text = text[:start] + new + (text[end:] if end >= 0 else "")
    return text


def machine() -> str:
    """Cores and system on which this runs."""
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def chosen(names: Sequence[str]) -> Iterator[tuple[str, Bench]]:
    """The benchmarks asked for; without names all whose data are there."""
    for name in names or BENCHES:
        bench = BENCHES[name]
        if bench.is_possible():
            yield name, bench
        else:
            sys.stderr.write(f"{name}: its data are not under {DATA}; the old row stays\n")


def main(words: Sequence[str] | None = None) -> None:
    """Run what was asked for; the page is written after each, so nothing measured is lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.report")
    parser.add_argument("names", nargs="*", choices=[[], *BENCHES], metavar="NAME")
    parser.add_argument("--list", action="store_true", help="names and commands, nothing is run")
    asked = parser.parse_args(words)
    if asked.list:
        for name, bench in BENCHES.items():
            sys.stdout.write(f"{name:18} {bench.command}\n")
        return
    for name, bench in chosen(asked.names):
        sys.stderr.write(f"{name}: {bench.command}\n")
        rows, when = bench.run(), f"{datetime.now(UTC):%Y-%m-%d}, {machine()}"
        text = written(PAGE.read_text(encoding="utf-8"), bench.section, rows, bench.command, when)
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
