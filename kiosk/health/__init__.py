"""The readiness report: what on this machine is ready for a terminal and what is not, in plain words.

``findings`` the values; one file for each group of checks; ``examine`` puts them together. Nothing here needs Qt, a
display or a running terminal, and nothing personal is read.
"""
