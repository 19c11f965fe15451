"""Tests of the receipt printer: slips, bytes, status, driver, ledger, simulator."""
