"""Running it: backups, logs, the steps of a night, the processes that share heavy work."""
