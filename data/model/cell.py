"""Text in spreadsheet cells: harmless when written, unharmed when read back."""

import re

# A spreadsheet runs cells that begin with these (OWASP, CSV injection); an apostrophe stops it.
_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r\n]")


def harmless(text: str) -> str:
    """Cell text that no spreadsheet takes for a formula; other text stays as it is."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unharmed(cell: str) -> str:
    """What `harmless` was given."""
    return cell[1:] if _ESCAPED.match(cell) else cell
