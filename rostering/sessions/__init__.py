"""Training, coaching, meetings and back office placed where the floor can spare people."""

from rostering.sessions.place import LeftOut, Placement, place_sessions

__all__ = ["LeftOut", "Placement", "place_sessions"]
