"""Presenters: pure functions that turn what the terminal knows into what a screen shows, formatted and masked."""
