"""The widgets for reading one response and deciding on it, which Review and Disagreements share."""
