"""A card terminal that speaks ZVT, on a pseudo-terminal or over TCP."""
