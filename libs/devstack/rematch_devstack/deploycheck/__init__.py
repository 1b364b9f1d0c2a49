"""Renders the deployment files and holds them against their schemas, the services' settings and our own rules."""
