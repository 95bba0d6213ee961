"""What an auditor does: the queue, sessions, keys that decide, time, codes, drawing a packet."""
