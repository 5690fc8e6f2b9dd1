"""One example of every command, shown under its help and in the reference; a test parses them all."""

from collections.abc import Mapping

EXAMPLES: Mapping[str, str] = {
    "centre set": "--name 'North' --zone Asia/Shanghai --country CN --slot-min 30",
    "centre queue": "faults --service 0.8 --threshold 20 --why 'contract of 2027'",
    "centre planning": "roster_weeks=6 --why 'rosters of six weeks'",
    "centre show": "--json",
    "history import": "november.csv",
    "history convert": "genesys.csv --out november.csv",
    "history show": "",
    "history superseded": "faults",
    "history rejected": "november.csv",
    "staff import": "staff",
    "staff export": "staff",
    "staff sample": "--agents 60",
    "staff show": "",
    "staff wishes": "--agent A014",
    "staff add-wish": "A014 2026-12-24 off --weight 3",
    "staff remove-wish": "A014 2026-12-24",
    "staff leaves": "--agent A014",
    "staff add-leave": "A014 2026-12-24 2026-12-31 --why 'asked in May'",
    "staff remove-leave": "A014 2026-12-24",
    "forecast run": "--weeks 6 --queue faults",
    "forecast list": "--queue faults",
    "forecast adjust": "faults change_by_percent -20 --from 2026-12-24T12:00 --to 2026-12-25T00:00 "
    "--why 'closed at noon'",
    "forecast adjustments": "",
    "forecast drop": "L-faults-1a2b3c --why 'entered twice'",
    "forecast value": "F-faults-20261201-1a2b3c",
    "forecast warnings": "",
    "forecast backtest": "--queue faults --origins 4",
    "forecast show": "faults",
    "forecast group": "",
    "forecast period": "--from 2026-12-24 --to 2026-12-31",
    "events list": "--year 2026",
    "events set": "'Typhoon' 2026-08-03 2026-08-05 --exclude --why 'not a usual week'",
    "events drop": "2026-08-03",
    "requirement build": "--basis p80",
    "requirement compare": "",
    "requirement why": "Q-20261207-1a2b3c --queue faults --at 2026-12-07T09:30",
    "requirement export": "Q-20261207-1a2b3c need.csv",
    "shrinkage list": "",
    "shrinkage set": "training 5",
    "shrinkage fit": "absence.csv",
    "shrinkage drop": "training",
    "shrinkage reset": "--why 'measured anew'",
    "rules list": "",
    "rules set": "minimum_rest rest_min=660 --hard --why 'agreement of 2027'",
    "rules add": "consecutive_days most=4 --contract part --why 'part-time agreement'",
    "rules remove": "consecutive_days#2",
    "rules reset": "--why 'a fresh start'",
    "roster list": "--limit 10",
    "roster show": "R-20261207-1a2b3c",
    "roster check": "roster.csv",
    "roster replace": "A014 2026-12-07 --roster R-20261207-1a2b3c",
    "roster reroster": "R-20261207-1a2b3c --absent A014:2026-12-07 --time-limit 30 --why 'flu'",
    "roster repair": "R-20261207-1a2b3c --edit 'A014@2026-12-07 off'",
    "roster sensitivity": "R-20261207-1a2b3c --of agent",
    "roster activities": "R-20261207-1a2b3c",
    "roster backlog": "R-20261207-1a2b3c",
    "roster lock": "R-20261207-1a2b3c 'A014@2026-12-07'",
    "roster unlock": "R-20261207-1a2b3c 'A014@*'",
    "roster locks": "R-20261207-1a2b3c",
    "roster build": "--from 2026-12-07 --weeks 4 --time-limit 120",
    "roster import": "roster.csv --why 'edited in the office'",
    "roster diff": "R-20261207-1a2b3c R-20261207-4d5e6f",
    "roster publish": "R-20261207-1a2b3c --why 'December'",
    "roster export": "R-20261207-1a2b3c --as xlsx --out december.xlsx",
    "roster simulate": "R-20261207-1a2b3c --replications 200",
    "roster rebuild": "3",
    "roster verify": "R-20261207-1a2b3c",
    "activities add": "'New tariff' --minutes 60",
    "activities list": "",
    "activities remove": "'New tariff'",
    "shift-design design": "--from 2026-12-07 --codes 8,12",
    "shift-design adopt": "--from 2026-12-07 --codes 8 --why 'fewer codes'",
    "fairness show": "",
    "fairness ledger": "",
    "audit list": "--limit 20",
    "refresh": "--inbox inbox",
    "warm-up": "",
    "demo": "--time-limit 60",
    "ui": "--port 8502",
}
"""Words after the command, by the command."""


def example_of(path: str) -> str:
    """The whole line to type, or nothing for a command without an example (benchmarks).

    Parameters
    ----------
    path
        The command as people call it, without the program's name.
    """
    words = EXAMPLES.get(path)
    return "" if words is None else f"peakshift {path} {words}".strip()
