"""Programs in the place of ``aplay`` and ``espeak-ng``: one keeps what it is given to play, the other hums."""
