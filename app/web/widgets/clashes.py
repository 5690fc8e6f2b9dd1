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
        st.error("**No roster keeps every hard rule.** This is why:", icon=":material/block:")
        clash_list(result.clashes)
    else:
        st.error(
            "**No roster keeps every hard rule.** Which of them collide was not found in time: "
            "begin with the ones of the highest precedence number.",
            icon=":material/block:",
        )
    st.markdown(
        "Make one of them a priced rule or loosen it, change the contract, leave or lock it speaks "
        "of, then build again; or build with *Let rules give way where they collide*."
    )
    go("rules", "Change the rules")


def clash_list(sentences: tuple[str, ...]) -> None:
    """Each clash in a box of its own, with its ways out."""
    for clash, ways_out in _grouped(sentences):
        with st.container(border=True, gap="small"):
            st.markdown(f":red[:material/block:] {clash}")
            for way in ways_out:
                st.markdown(f"- :green[:material/exit_to_app:] {way}")


def _grouped(sentences: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """Each clash with the ways out that follow it."""
    groups: list[tuple[str, list[str]]] = []
    for sentence in sentences:
        if sentence.startswith("Way out") and groups:
            groups[-1][1].append(sentence)
        else:
            groups.append((sentence, []))
    return groups
