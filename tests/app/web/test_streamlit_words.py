"""What Streamlit says by itself is said in the reader's words, by styles that fit its parts."""

from pathlib import Path

import pytest
import streamlit
from streamlit.testing.v1 import AppTest


def styled(code: str) -> None:
    """A page with the styles, for a reader of a language."""
    import streamlit as st

    from app.web import session
    from app.web.streamlit_words import away_style, upload_style

    st.session_state["language"] = code
    session.speak()
    st.session_state["away"], st.session_state["upload"] = away_style(), upload_style()


def test_the_box_for_files_speaks_chinese_and_in_english_for_itself() -> None:
    chinese, english = (
        AppTest.from_function(styled, args=(code,), default_timeout=60).run().session_state
        for code in ("zh-CN", "en")
    )
    assert 'content:"选择文件"' in chinese["upload"]
    assert 'content:"每个文件最大 200 MB"' in chinese["upload"]
    assert english["upload"] == ""


@pytest.mark.parametrize(
    "name",
    [
        "stFileUploaderDropzone",
        "stFileUploaderDropzoneInstructions",
        "stMarkdownContainer",
        "stVerticalBlock",
    ],
)
def test_what_the_styles_look_for_is_in_this_streamlit(name: str) -> None:
    scripts = Path(streamlit.__file__).parent / "static" / "static" / "js"
    assert any(f"`{name}`" in file.read_text("utf-8") for file in scripts.glob("*.js"))
