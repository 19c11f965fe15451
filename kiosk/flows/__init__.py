"""What happens at the terminal, as explicit state machines: an enum, a transition table, one function for it."""
