"""What an infeasible problem answers."""

import streamlit as st

from app.web.widgets.messages import go
from data.model.result import Result


def clash_report(result: Result) -> None:
    """The rules and inputs that collide, and what can be done."""
    if result.status != "infeasible":
        st.warning(
            f"The solve ended ({result.status}) before it had any roster. Give it more time.",
            icon=":material/timer:",
        )
        return
    if result.clashes:
        st.error("**No roster keeps every hard rule.** These collide:", icon=":material/block:")
        for clash in result.clashes:
            _line(clash)
    else:
        st.error(
            "**No roster keeps every hard rule.** Which of them collide was not found in time: "
            "begin with the ones of the highest precedence number.",
            icon=":material/block:",
        )
    st.markdown(
        "Make one of them a priced rule or loosen it, change the leave or the lock it names, "
        "then build again."
    )
    go("rules", "Change the rules")


def _line(clash: str) -> None:
    """A clash, or below it a way out."""
    if clash.startswith("Way out"):
        st.markdown(f"&emsp;&emsp;:green[:material/exit_to_app:] {clash}")
    else:
        st.markdown(f":red[:material/block:] {clash}")
