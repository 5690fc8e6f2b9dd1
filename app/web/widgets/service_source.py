"""From what a service report was computed: enough to compute it again."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from app.web.widgets.wording import percent


def service_source(report: Mapping[str, Any]) -> None:
    """Draw seeds, replications, assumptions and digests."""
    with st.expander("What it was computed from", icon=":material/fingerprint:"):
        st.table(
            pd.DataFrame(_lines(report), columns=["What", "Value"]).set_index("What"), border=False
        )


def _lines(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    inputs = report.get("inputs") or {}
    lines = [("days", f"{report.get('first')} to {report.get('last')}")]
    if "replications" in report:
        policy = report.get("policy") or {}
        lines += [
            ("simulated horizons", str(report["replications"])),
            ("seed", str(report.get("seed"))),
            ("next contact, next agent", ", ".join(map(str, policy.values())).replace("_", " ")),
            ("shrinkage", "; ".join(_shrinkage(s) for s in report.get("shrinkages") or ())),
            ("spread of handle times", _behaviours(report.get("behaviours") or {})),
            ("program", str(report.get("program"))),
        ]
    else:
        lines.append(("way", "Erlang formulas on expected contacts, slot by slot"))
    forecasts, digests = inputs.get("forecasts") or {}, inputs.get("forecast_digests") or {}
    lines += [
        (
            f"forecast of {queue}",
            " · ".join((str(version), str(digests.get(queue, "")))).strip(" ·"),
        )
        for queue, version in forecasts.items()
    ]
    lines += [(name, str(inputs[name])) for name in _DIGESTS if name in inputs]
    return lines


_DIGESTS = ("requirement", "roster", "agents", "queues")


def _shrinkage(found: Mapping[str, Any]) -> str:
    drawn = str(found.get("drawn"))
    how = "placed by the roster, not drawn" if drawn == "no" else f"drawn as {drawn}"
    return f"{found.get('name')} {percent(found.get('share'))} ({how})"


def _behaviours(found: Mapping[str, Any]) -> str:
    parts = [
        f"{queue} {b['handle_cv']:.2f} ({'from history' if b['fitted'] else 'assumed'})"
        for queue, b in found.items()
    ]
    return "; ".join(parts) or "1.00 for every queue (assumed)"
