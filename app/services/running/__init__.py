"""Running it: backups, retention, logs, the steps of a night, compiled kernels, heavy work."""
