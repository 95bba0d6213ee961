"""Signs of a judge's error, and the queue of answers worth a look."""
