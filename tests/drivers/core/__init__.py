"""Tests of the supervisor and the byte streams."""
