"""Simulated cash devices: ccTalk bill validator, ccTalk coin acceptor, ICT bill acceptor, on a real pseudo-terminal."""
