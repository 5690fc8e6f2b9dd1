"""The pages as if it were another moment, the clock going on from there: for days made up.

Run as `python -m tests.journeys.at_a_moment MOMENT PORT`; pages refresh, and the server looks for
alerts, every few seconds, so that nobody waits for half a minute.
"""

import os
import sys
from datetime import datetime
from typing import Any

from streamlit import config

from tests import ROOT
from tests.clock import clock_from

QUICK_S = 3.0


def set_clock(moment: datetime) -> None:
    """Let every context of this process begin at a moment."""
    from app.services import context

    setattr(context, "datetime", clock_from(moment))  # noqa: B010


def quicken() -> None:
    """Refresh pages and look for alerts every few seconds."""
    import streamlit as st

    from app.services.day.alerts import watching

    watching.EVERY_S = QUICK_S
    real = st.fragment

    def fragment(func: Any = None, *, run_every: Any = None) -> Any:
        return real(func, run_every=QUICK_S if run_every else None)

    st.fragment = fragment


def main() -> None:
    """Serve the pages of `PEAKSHIFT_DB` on a port."""
    moment, port = sys.argv[1:3]
    config._main_script_path = str(ROOT / "app" / "web" / "entry" / "main.py")  # its colours
    set_clock(datetime.fromisoformat(moment))
    quicken()
    from app.web.entry.serve import serve

    os._exit(serve(["--headless", "--port", port]))


if __name__ == "__main__":
    main()
