"""The signals of a judge's error, and the queue of judgments that are likely wrong."""
