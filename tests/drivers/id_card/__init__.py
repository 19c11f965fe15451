"""Tests of the ID card driver."""
