"""The demo: a hall, simulated devices and the real terminal, driven by a scripted resident or by hand."""
