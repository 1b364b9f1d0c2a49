"""Grafana's dashboards as code: `make dashboards` writes them into deploy/observability."""
