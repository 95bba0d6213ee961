"""Packets: draw one, hand it out, see who is where."""
