"""Operations: access log, metrics, waiting requests."""
