"""What the programs log, to standard error: lines for people, or JSON for a collector."""

import logging
import os

FORMAT = "PEAKSHIFT_LOG"
"""Environment variable: `text` (the default) or `json`."""


def set_up_logs() -> bool:
    """Send every log record to standard error in the form that `PEAKSHIFT_LOG` asks for.

    Returns
    -------
    bool
        Whether that is JSON: then libraries with handlers of their own must leave them.
    """
    if os.environ.get(FORMAT, "text") != "json":
        return False
    from pythonjsonlogger.json import JsonFormatter

    handler = logging.StreamHandler()
    handler.setFormatter(
        JsonFormatter(
            "{asctime}{levelname}{name}{message}",
            style="{",
            rename_fields={"asctime": "at", "levelname": "level", "name": "from"},
            datefmt="%Y-%m-%dT%H:%M:%S%z",
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    return True
