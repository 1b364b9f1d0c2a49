"""Pages that say what an API answers and what the topics hold, out of the OpenAPI and AsyncAPI documents."""
