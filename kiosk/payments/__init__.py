"""Paying at the terminal, without Qt: what is remembered of orders, what is asked of the hall, what it comes to."""
