"""Deferrable work placed into the idle hours of a finished roster."""

from rostering.backlog.place import BacklogPlan, place_backlog
from rostering.backlog.work import Backlog, Course, Work

__all__ = ["Backlog", "BacklogPlan", "Course", "Work", "place_backlog"]
