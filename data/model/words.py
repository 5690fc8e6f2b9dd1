"""Numbers and what they count, as sentences write them."""


def counted(number: float, what: str, many: str = "") -> str:
    """`1 day`, `2 days`.

    Parameters
    ----------
    what
        One of it.
    many
        Several of it; `what` with an s where not given.
    """
    said = f"{number:g}" if isinstance(number, float) else f"{number}"
    return f"{said} {what if number == 1 else many or what + 's'}"


def are(number: float) -> str:
    """`is` of one, `are` of several."""
    return "is" if number == 1 else "are"


def between(least: float, most: float) -> str:
    """`3 to 5`, or `3` where both are."""
    return f"{least:g}" if least == most else f"{least:g} to {most:g}"
