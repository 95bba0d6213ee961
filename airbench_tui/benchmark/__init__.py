"""The benchmark's questions and its scoring: categories, prompts, rubrics, polarity and judge replies."""
