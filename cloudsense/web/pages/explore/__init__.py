"""The page Explore: costs by any one or two dimensions over time."""
