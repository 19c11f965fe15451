"""Paying: the table of states, the steps, and the flow that walks them."""
