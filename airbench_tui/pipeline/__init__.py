"""The pipeline from a plan to judged answers: sample, ask, judge, save, resume. No screen."""
