"""What Streamlit says by itself, in the reader's words: it has no catalogue, so styles put ours in
the place of its own."""

from json import dumps

import streamlit as st

from app.locale import catalogue
from app.web import session
from data.model.language import ENGLISH, tr


def away_style() -> str:
    """The window that Streamlit opens where the server does not answer, in the reader's words."""
    says = tr(
        "PeakShift does not answer just now. This page connects again by itself; what was saved is "
        "safe. If it takes longer than a few minutes, tell whoever runs it."
    )
    # Of all windows it alone has nothing in it that Streamlit gives pages to place there.
    inside = ",".join(f'[data-testid="{name}"]' for name in ("stVerticalBlock", "stMarkdown"))
    window = f'section[role="dialog"]:not(:has({inside}))'
    return (
        f"<style>{window} :is(h2,div,pre){{font-size:0!important;line-height:0}}"
        f"{window}>div::after{{content:{_quoted(says)};font-size:1rem;"
        "line-height:1.5}</style>"
    )


_BOX = '[data-testid="stFileUploaderDropzone"]'


def upload_style() -> str:
    """The box for files; in English it speaks for itself, and names the kinds of files too."""
    if catalogue(session.language()) is ENGLISH:
        return ""
    most = tr("up to {most} MB a file", most=st.get_option("server.maxUploadSize"))
    button = f'{_BOX} [data-testid="stMarkdownContainer"]'
    size = f'{_BOX} [data-testid="stFileUploaderDropzoneInstructions"]'
    return (
        f"<style>{button} p,{size} span{{display:none!important}}"
        f"{button}::after{{content:{_quoted(tr('Choose a file'))}}}"
        f"{size}>div::after{{content:{_quoted(most)};font-size:.875rem;opacity:.7}}</style>"
    )


def _quoted(text: str) -> str:
    return dumps(text, ensure_ascii=False)
