"""`peakshift service-quality`: its commands, one file a loop."""

from app.cli.parts.command import Noun
from app.cli.service_quality import files

app = Noun()
app.command("import")(files.import_)
app.command()(files.preview)
