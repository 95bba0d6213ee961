"""Packet files: a packet as one file, for an auditor on another computer."""
