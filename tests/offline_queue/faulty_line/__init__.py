"""A real terminal process and a real hall process, with a line between them that breaks as it is told."""
