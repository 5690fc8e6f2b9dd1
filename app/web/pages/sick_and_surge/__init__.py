"""Somebody is out or a storm comes: who works instead."""
