"""The whole terminal, with its screens and simulated devices, killed at any moment."""
