"""Work longer than a request: ordered as a job, which is watched and stopped at its address."""

from typing import Any

from app.api.parts.answers import JSON, Answer, as_bytes
from app.services.context import Context


class LongWork:
    """The jobs of a database.

    Parameters
    ----------
    url
        Database of the centre.
    """

    def __init__(self, url: str) -> None:
        from app.services.jobs.engine import Jobs

        self.jobs = Jobs(url)

    def begin(self, context: Context, order: Any) -> Answer:
        """Order a job: 202, and where to look."""
        from app.services.jobs.orders import start_job

        job = start_job(context, self.jobs, order)
        where = f"/api/v1/jobs/{job.job_id}"
        headers = {"content-type": JSON, "location": where, "retry-after": "1"}
        return Answer(202, as_bytes(job.as_json()), headers)

    def close(self) -> None:
        """Close every connection."""
        self.jobs.close()
