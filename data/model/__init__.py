"""The words of the trade: frozen types that check themselves.

Each type raises `data.model.errors.InvalidValue` when it is made of values that it does not allow.
"""
