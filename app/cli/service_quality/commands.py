"""`peakshift service-quality`: its commands, one file a loop."""

from app.cli.parts.command import Noun
from app.cli.service_quality import complaints, files, orders

app = Noun()
app.command("import")(files.import_)
app.command()(files.preview)
app.command("orders")(orders.orders)
app.command("orders-report")(orders.report)
app.command("coach")(orders.coach)
app.command("deadlines")(orders.deadlines)
app.command("set-deadline")(orders.set_deadline)
app.command("complaints")(complaints.complaints)
app.command("weekly-report")(complaints.weekly)
app.command("case")(complaints.case)
app.command("end-step")(complaints.end_step)
app.command("close-case")(complaints.close)
app.command("handling-hours")(complaints.handling)
app.command("measures")(complaints.measures)
app.command("add-measure")(complaints.add_measure)
app.command("remove-measure")(complaints.remove_measure)
