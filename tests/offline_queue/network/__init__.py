"""A terminal's whole queue and a whole hall in one process, with a bad network between them that a seed decides."""
