"""Packets: drawing packets, sending them to auditors, and following their progress."""
