"""The certificate of a published version."""

from typing import Any

import pandas as pd
import streamlit as st

from app.web.widgets.scorecard_view import title_of
from app.web.widgets.wording import number, percent
from data.model.publication import Publication

SHOWN = (
    "engine",
    "bound_by",
    "seed",
    "problem_digest",
    "roster_digest",
    "requirement_id",
    "program",
)


def proof_view(found: Publication) -> None:
    """Draw a proof: points, bound, gap, broken rules, simulated service, digests."""
    proof = found.proof
    cells = (
        ("Hard rules broken", number(proof.get("hard_violations"))),
        ("Points", number(proof.get("objective"))),
        ("No roster below", number(proof.get("bound"))),
        ("Gap", percent(proof.get("gap"))),
    )
    for column, (label, value) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, value)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**Simulated service**")
        st.dataframe(_service(proof.get("service") or {}), hide_index=True)
    with right:
        st.markdown("**The bill** (points)")
        bill = {title_of(rule): points for rule, points in (proof.get("bill") or {}).items()}
        st.dataframe(pd.DataFrame(bill.items(), columns=["For", "Points"]), hide_index=True)
    st.caption(" · ".join(f"{name.replace('_', ' ')} {proof.get(name)}" for name in SHOWN))


def _service(service: dict[str, Any]) -> pd.DataFrame:
    rows = []
    for queue_id, figures in (service.get("queues") or {}).items():
        flat = figures if isinstance(figures, dict) else {"": figures}
        plain = {k: v for k, v in flat.items() if isinstance(v, (int, float, str))}
        rows.append({"Queue": queue_id, **plain})
    return pd.DataFrame(rows)
