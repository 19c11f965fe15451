"""What residents see and touch: dumb views in Qt. State comes down as frozen values, intents go up as signals."""
