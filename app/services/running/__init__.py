"""Running it: backups, retention, the steps of a night, compiled kernels, heavy work."""
