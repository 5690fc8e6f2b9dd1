"""The certificate of a published version."""

import pandas as pd
import streamlit as st

from app.web import reads, session
from app.web.widgets.bound_again import bound_again
from app.web.widgets.gave_way import gave_way_view
from app.web.widgets.scorecard_view import title_of
from app.web.widgets.service_table import service_table
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


def proof_view(found: Publication, key: str = "proof") -> None:
    """Draw a proof: points, bound, gap, broken rules, simulated service, digests.

    Parameters
    ----------
    key
        Tells it apart where a page shows one proof twice.
    """
    proof = found.proof
    cells = (
        ("Hard rules broken", number(proof.get("hard_violations"))),
        ("Points", number(proof.get("objective"))),
        ("No roster below", number(proof.get("bound"))),
        ("Gap", percent(proof.get("gap"))),
    )
    for column, (label, value) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, value)
    given = proof.get("gave_way") or []
    gave_way_view([one["sentence"] for one in given], sum(one["points"] for one in given))
    saved = reads.saved_roster(session.url(), found.roster_id)
    bound_again(found.roster_id, saved.result, key)
    st.markdown("**Simulated service**")
    service_table(proof.get("service") or {})
    st.markdown("**The bill** (points)")
    bill = [(title_of(rule), points) for rule, points in (proof.get("bill") or {}).items()]
    st.dataframe(pd.DataFrame(bill, columns=["For", "Points"]), hide_index=True, width="content")
    st.caption(" · ".join(f"{name.replace('_', ' ')} {proof.get(name)}" for name in SHOWN))
