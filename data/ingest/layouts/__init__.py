"""Forms of history files, by name; the first that matches a file's first row reads it."""

from data.ingest.layout import Layout
from data.ingest.layouts import amazon_connect, bank, calabrio, canonical, genesys_cloud, series

ADAPTERS: dict[str, Layout] = {
    module.ADAPTER.name: module.ADAPTER
    for module in (canonical, amazon_connect, genesys_cloud, calabrio, series, bank)
}
