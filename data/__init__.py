"""The words of the trade, files in and out, the store, the sample centre."""
