"""One file for each invariant of the queue; together they prove the whole of it."""
