"""Is everything as CloudSense needs it? What is not, who can put it right, and how."""
