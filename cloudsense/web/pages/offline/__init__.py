"""A page as one HTML file that opens without CloudSense and without a network."""
