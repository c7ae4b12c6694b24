"""Where a month, a quarter or a year will end: point, range, and how good both were before."""
