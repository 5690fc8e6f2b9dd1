"""`peakshift day`: the running day, and what to do about it."""

from app.cli.day import proposals
from app.cli.parts.command import Noun

app = Noun()
app.command()(proposals.propose)
app.command()(proposals.take)
app.command()(proposals.undo)
app.command()(proposals.score)
app.command()(proposals.log)
app.command()(proposals.note)
app.command()(proposals.overflow)
