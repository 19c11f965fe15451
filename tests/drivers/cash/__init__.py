"""Tests of the cash devices."""
