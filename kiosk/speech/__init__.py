"""Reading aloud: what stands on the page, said by the speaker. Loaded when somebody first wants it (docs/adr/003)."""
