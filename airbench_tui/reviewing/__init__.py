"""What an auditor does: the queue, sittings, keys that decide, time, codes, drawing a packet."""
