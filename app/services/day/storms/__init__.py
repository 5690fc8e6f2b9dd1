"""Storms: entered, ranged, planned for, lived through and looked back on."""
