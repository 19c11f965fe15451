"""Finding a page in a frame: hypotheses (``lines``, ``blobs``), judgement (``scoring``), ``refine``, ``finder``."""
