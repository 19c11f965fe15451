"""Handwriting: strokes of a finger become candidates. An optional extra; without its model it is not offered."""
