"""Readers and writers of the files that other programs and people exchange with this one."""
