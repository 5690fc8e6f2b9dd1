"""What keeps rostered people off the floor."""

from app.web.parts.shrinkage import shrinkage_forms


def shares_panel() -> None:
    """Draw the shares and their upload."""
    shrinkage_forms()
