"""Alerts: checks of budgets and anomalies, and messages about changes."""
