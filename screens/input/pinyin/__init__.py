"""Chinese from letters, without Qt: syllables, the packed dictionary, the engine.

    engine = PinyinEngine()
    engine.candidates("lishanjiedao")[0]      # Candidate(text='骊山街道', consumed=12)
    engine.split("lishanjiedao")              # "li'shan'jie'dao"

Errors: ``PinyinDictionaryError`` (the packed dictionary is missing or damaged); ``ValueError`` for other characters.
The dictionary's origin and licence are in ``screens/input/NOTICE-pinyin.txt``.
"""

from __future__ import annotations

from screens.input.pinyin.dictionary import PinyinDictionary, PinyinDictionaryError
from screens.input.pinyin.engine import Candidate, PinyinEngine, Style

__all__ = ["Candidate", "PinyinDictionary", "PinyinDictionaryError", "PinyinEngine", "Style"]
