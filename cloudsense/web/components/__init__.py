"""What pages are made of: controls, messages, panels, footer."""
