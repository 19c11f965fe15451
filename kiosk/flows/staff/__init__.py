"""What staff do at the terminal: the code, the devices, the change of the paper roll."""
