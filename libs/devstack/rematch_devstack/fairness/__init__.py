"""Audits of fairness: protected attributes in a store of their own, and how those who told theirs have fared.

Nothing that scores can see any of it: no service imports this package, and none has the login of the store.
"""
