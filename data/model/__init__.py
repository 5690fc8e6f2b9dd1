"""The words of the trade: frozen types that check themselves."""
