"""The devices, each behind a driver that speaks its real protocol. No Qt in here."""
