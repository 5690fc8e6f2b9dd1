"""Work longer than a request: ordered as a job, which is watched and stopped at its address."""

from typing import Any

from app.api.parts.answers import JSON, Answer, as_bytes, plain
from app.services.context import Context
from app.services.jobs.database import Jobs
from app.services.jobs.orders import start_job

_MOST = 1000


class LongWork:
    """The jobs of a database.

    Parameters
    ----------
    url
        Database of the centre.
    """

    def __init__(self, url: str) -> None:
        self.jobs = Jobs(url)

    def begin(self, context: Context, wanted: Any, key: str = "") -> Answer:
        """Order a job: 202, and where to look.

        Parameters
        ----------
        wanted
            An order, or what becomes one.
        key
            The same key gives the same job.
        """
        order = wanted.order(context) if hasattr(wanted, "order") else wanted
        job = start_job(context, self.jobs, order, key)
        where = f"/api/v1/jobs/{job.job_id}"
        headers = {"content-type": JSON, "location": where, "retry-after": "1"}
        return Answer(202, as_bytes(plain({**job.as_json(), "keeps": job.keeps})), headers)

    def going(self) -> int:
        """How many jobs wait or work."""
        return len(self.jobs.list(going=True, limit=_MOST))

    def close(self) -> None:
        """Close every connection."""
        self.jobs.close()
