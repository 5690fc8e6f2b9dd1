"""Running it: backups, retention, logs, compiled kernels, where heavy work runs."""
