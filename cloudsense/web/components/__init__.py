"""Components that pages share: controls, messages, header status, skeletons, footer."""
