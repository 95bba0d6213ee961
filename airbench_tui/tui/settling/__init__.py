"""Disagreements between auditors: settling them, and counting them by pair."""
