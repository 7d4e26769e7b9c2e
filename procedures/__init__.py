"""The domain: administrative procedures, what they cost, and the proposals that cut them."""

__version__ = "0.1.0"  # a constant: asking importlib.metadata costs as much as a command
