"""Nuläge: the facts as they were, and reflections brought together."""
