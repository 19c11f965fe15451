"""Handing in a case: the table of steps, the steps, and the flow that walks them."""
