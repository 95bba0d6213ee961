"""The work of an auditor: queues, sessions, guarded keys, time, codes, and the drawing of packets."""
