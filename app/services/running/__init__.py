"""Running it: backups, logs."""
