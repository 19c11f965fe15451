"""The pages: one screen each, dumb, with a frozen state class beside it."""
