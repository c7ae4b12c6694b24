"""For whoever operates CloudSense: access log, metrics, waiting requests."""
