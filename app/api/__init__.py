"""The HTTP interface for machines, `/api/v1`: the verbs of the services, as JSON."""
