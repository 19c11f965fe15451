"""One file for each invariant whose proof needs more than one fault."""
