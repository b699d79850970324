"""Observes Keras's own unit tests and restates the numbers that they expect as data: see __main__.py."""
