"""What match does: plain async functions over ports, without Faust, HTTP or a database."""
