"""Rules that gave way, for whom and when."""

from collections.abc import Sequence

import streamlit as st


def gave_way_view(sentences: Sequence[str], points: int) -> None:
    """Say it plainly, with its share of the bill."""
    if not sentences:
        return
    lines = "\n".join(f"- {sentence}" for sentence in sentences)
    st.warning(
        f"**Hard rules collided, so these gave way**, as little as was found "
        f"({points:,} points of the bill are their price, which the gap leaves out):\n{lines}",
        icon=":material/call_split:",
    )
