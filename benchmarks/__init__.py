"""What CloudSense costs in paid requests, milliseconds and kilobytes, for a fixed user's
session."""
