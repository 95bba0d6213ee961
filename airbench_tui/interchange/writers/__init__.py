"""Files out: reviews, the original pipelines, tables from a screen."""
