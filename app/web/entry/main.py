"""Entry of the pages: `streamlit run app/web/entry/main.py`, or `peakshift ui`.

Forecasts run in spawned processes, which import this file again under another name: everything
else is imported only when it is the entry itself.
"""

if __name__ == "__main__":
    from app.web.navigation import run

    run()
