"""The import of files: the readers' records become stored responses, judgments, reviews and packets."""
