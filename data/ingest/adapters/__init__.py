"""Forms of history files, by name; the first that matches a file's first row reads it."""

from data.ingest.adapters import (
    amazon_connect,
    bank,
    calabrio,
    canonical,
    genesys_cloud,
    series,
)
from data.ingest.adapters.adapter import Adapter

ADAPTERS: dict[str, Adapter] = {
    module.ADAPTER.name: module.ADAPTER
    for module in (canonical, amazon_connect, genesys_cloud, calabrio, series, bank)
}
