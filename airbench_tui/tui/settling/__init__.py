"""Disagreements between auditors, and settling them."""
