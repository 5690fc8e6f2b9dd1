"""Contacts one by one, under the forecast's uncertainty."""
