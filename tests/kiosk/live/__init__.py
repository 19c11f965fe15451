"""What residents ask of the hall at the terminal: a real hall with real simulators behind it, touched by a hand."""
