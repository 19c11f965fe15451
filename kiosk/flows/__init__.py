"""What happens at the terminal, as explicit state machines: one enum, one transition table, one function that applies it."""
