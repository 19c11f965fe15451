"""The command line. Importing it loads no Qt and no server; each command imports what it needs."""
