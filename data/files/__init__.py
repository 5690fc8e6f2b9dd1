"""Text, tables, rows and cells: what ingest and export share."""
