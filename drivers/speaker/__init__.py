"""Speech: phrases in, sound out through a program that plays it.

A phrase is spoken by the first voice that can: recorded prompts (``pack``), then the ``espeak-ng`` program
(``program_voice``), else not at all: the captions on the screen stay. Docs: docs/speech.md.
"""
