"""Where Streamlit starts: a folder without `pages`, which Streamlit would take for its own."""
