"""`peakshift service-quality`: its commands, one file a loop."""

from app.cli.parts.command import Noun
from app.cli.service_quality import files, orders

app = Noun()
app.command("import")(files.import_)
app.command()(files.preview)
app.command("orders")(orders.orders)
app.command("orders-report")(orders.report)
app.command("coach")(orders.coach)
app.command("deadlines")(orders.deadlines)
app.command("set-deadline")(orders.set_deadline)
