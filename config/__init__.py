"""What everything else is built on: settings, the service catalogue, domain types, design tokens, texts.

Import the package that you need; this file stays empty so that the first picture pays for nothing else.
"""
