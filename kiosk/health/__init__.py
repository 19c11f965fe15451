"""Whether this machine is ready: the checks behind ``kiosk doctor``."""
