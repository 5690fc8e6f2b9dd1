"""The routes, one noun of the command line a file; each names its `TAG` and its `ROUTES`."""
