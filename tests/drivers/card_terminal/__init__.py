"""Card terminals: the codec, the journal, the driver, and everything that goes wrong at a card terminal."""
