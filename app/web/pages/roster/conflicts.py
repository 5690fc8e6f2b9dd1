"""What a solve answers that ended without a roster."""

import streamlit as st

from app.web.parts.wording import go, plain
from data.model.language import phrase, tr
from data.model.result import Result

WAY_OUT = phrase("Way out")
"""What sentences of ways out begin with, in every language."""


def conflict_report(result: Result) -> None:
    """The rules and inputs that conflict, or what is still broken, and what can be done."""
    if result.status != "infeasible":
        _not_found(result)
    else:
        _none_exists(result)
    go("rules", tr("Change the rules"))


def _not_found(result: Result) -> None:
    """Neither found nor proven impossible: what the nearest roster breaks."""
    st.warning(
        tr(
            "**No roster that holds every hard rule was found in {seconds:.0f} "
            "s, and none was proven impossible.**",
            seconds=result.seconds,
        )
        + (tr(" This is still broken, rule by rule:") if result.conflicts else ""),
        icon=":material/timer:",
    )
    for sentence in result.conflicts:
        with st.container(border=True):
            st.markdown(f":orange[:material/rule:] {plain(sentence)}")
    named = tr("one of the rules named here") if result.conflicts else tr("a rule")
    st.markdown(
        tr(
            "What you can do, the easiest first:\n1. Build again with more time: "
            "set a longer *Time limit*.\n2. Build with *Relax rules where they "
            "conflict*: each rule in a proven conflict is relaxed as little as "
            "possible.\n3. Give {named} a price, loosen it, or unlock cells, then "
            "build again.",
            named=named,
        )
    )


def _none_exists(result: Result) -> None:
    if result.conflicts:
        st.error(
            tr("**No roster holds every hard rule.** These conflict:"), icon=":material/block:"
        )
        conflict_list(result.conflicts)
    else:
        st.error(
            tr(
                "**No roster holds every hard rule.** Which of them conflict was not "
                "found in time: begin with the ones of the highest precedence number."
            ),
            icon=":material/block:",
        )
    st.markdown(
        tr(
            "Make one of them a priced rule or loosen it, change the contract, "
            "leave or lock it speaks of, then build again; or build with *Relax "
            "rules where they conflict*."
        )
    )


def conflict_list(sentences: tuple[str, ...]) -> None:
    """Each conflict in a box of its own, with its ways out."""
    for conflict, ways_out in _grouped(sentences):
        with st.container(border=True, gap="small"):
            st.markdown(f":red[:material/block:] {plain(conflict)}")
            for way in ways_out:
                st.markdown(f"- :green[:material/exit_to_app:] {plain(way)}")


def _grouped(sentences: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """Each conflict with the ways out that follow it."""
    groups: list[tuple[str, list[str]]] = []
    ways = (WAY_OUT, tr(WAY_OUT))  # solved by somebody who reads English, or as this reader does
    for sentence in sentences:
        if sentence.startswith(ways) and groups:
            groups[-1][1].append(sentence)
        else:
            groups.append((sentence, []))
    return groups
