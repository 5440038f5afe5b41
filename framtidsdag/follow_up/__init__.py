"""Följ upp: points of the steering model, and uppdrag that are reported back."""
