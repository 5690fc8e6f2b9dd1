"""Migrations of the database, in the form that Alembic reads."""
