"""The composition root: visits, service flows, slips, health and the command line. Importing it loads no Qt."""
