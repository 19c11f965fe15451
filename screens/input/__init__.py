"""Text input without a physical keyboard: the pinyin engine, the editing model, the keyboard and the keypads.

``pinyin`` and ``editing`` need no Qt. Nothing here remembers what was typed after ``reset``.
"""
