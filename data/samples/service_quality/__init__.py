"""Two years of a sample centre's work orders, complaints, touches and scores, with known truth."""

from typing import TYPE_CHECKING

from data.on_demand import on_demand

if TYPE_CHECKING:
    from data.samples.service_quality.sample import ServiceSample, service_sample
else:
    __getattr__ = on_demand(__name__, {"ServiceSample": "sample", "service_sample": "sample"})

__all__ = ["ServiceSample", "service_sample"]
