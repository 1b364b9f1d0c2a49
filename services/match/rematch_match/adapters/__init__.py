"""PostgreSQL and Qdrant behind match's ports."""
